import type { Checkpoint, StoredCheckpoint } from './checkpoint.ts';
import { mxfp4Checkpoint } from './mxfp4-checkpoint.ts';
import type { Quantization } from './quantization.ts';
import { scaledCheckpoint } from './scaled-checkpoint.ts';

/** The tensors of a model as its layers use them: what the config declares to be scaled is scaled as it is read. */
export function dequantizedCheckpoint(stored: StoredCheckpoint, quantization: Quantization | null): Checkpoint {
  if (quantization === null) return stored;
  return quantization.method === 'mxfp4' ? mxfp4Checkpoint(stored) : scaledCheckpoint(stored, quantization);
}

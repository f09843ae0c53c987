import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { isReadable } from './dtype.ts';
import { type OverlayTensor, overlayCheckpoint, type RowsWanted } from './overlay-checkpoint.ts';
import { quoteName } from './parse-header.ts';

export interface DeltaCheckpointOptions {
  base: Checkpoint;
  delta: Checkpoint;
  /** The base's token embedding, where it also serves as the head and no tensor of its own does. */
  tiedEmbedding: string | null;
}

/**
 * Weights published as differences: model = base + delta, tensor by tensor, added in float32 as rows are read.
 * A matrix with more rows in the delta (a vocabulary with added tokens) counts as 0 in the base beyond the base's rows.
 * Source: `apply_delta.py` of FastChat (Vicuna) and LLaVA, which round each sum to the stored number format; this does not.
 * Closing it closes both.
 * @throws DELTA_INVALID when a tensor of the delta has no counterpart that it can be added to
 */
export function deltaCheckpoint({ base, delta, tiedEmbedding }: DeltaCheckpointOptions): Checkpoint {
  const counterpart = (name: string): string | null => {
    const withoutFirst = name.slice(name.indexOf('.') + 1);
    const found = [name, withoutFirst, `model.${name}`, `transformer.${name}`].find((candidate) =>
      base.tensors.has(candidate),
    );
    return found ?? (name === 'lm_head.weight' ? tiedEmbedding : null);
  };
  const tensors = new Map<string, OverlayTensor>();
  for (const [name, info] of delta.tensors) {
    const from = { checkpoint: delta, name };
    // Masks and position ids of old checkpoints are integers, no weights, and nothing reads them.
    if (!isReadable(info.dtype)) {
      tensors.set(name, { info, from });
      continue;
    }
    const other = counterpart(name);
    if (other === null) {
      throw new ModelTraceError('DELTA_INVALID', `The base has no tensor to add ${quoteName(name)} of the delta to`, {
        details: { tensor: name },
        fix: 'Name the model that the delta was made from as weightsBase.',
      });
    }
    const baseInfo = base.tensors.get(other)!;
    checkShapes(info, baseInfo);
    tensors.set(name, { info, from, add: (into, rows) => addRows({ into, rows, base, info: baseInfo }) });
  }
  return overlayCheckpoint(tensors, { parameters: delta.parameters, dtype: delta.dtype, closing: [base, delta] });
}

function checkShapes(delta: TensorInfo, base: TensorInfo): void {
  const rest = (shape: readonly number[]) => shape.slice(1).join(', ');
  const sameRank = delta.shape.length === base.shape.length;
  const rows = [delta.shape[0] ?? 1, base.shape[0] ?? 1];
  const extended = delta.shape.length === 2 && rows[0] > rows[1];
  if (sameRank && rest(delta.shape) === rest(base.shape) && (rows[0] === rows[1] || extended)) return;
  throw new ModelTraceError(
    'DELTA_INVALID',
    `${quoteName(delta.name)} has shape [${delta.shape.slice(0, 8)}] in the delta and [${base.shape.slice(0, 8)}] in the base`,
    { details: { tensor: delta.name, delta: delta.shape, base: base.shape } },
  );
}

/** Adds the base's rows, as far as it has them. */
async function addRows(options: {
  into: Float32Array;
  rows: RowsWanted;
  base: Checkpoint;
  info: TensorInfo;
}): Promise<void> {
  const { into, rows, base, info } = options;
  const add = (elements: Float32Array) => {
    for (let i = 0; i < elements.length; i++) into[i] += elements[i];
  };
  if (info.shape.length === 0) return add(await base.read(info.name));
  const size = info.shape[0];
  if (rows === null || 'range' in rows) {
    const [start, end] = rows?.range ?? [0, size];
    // Rows of a range stand in order, so those the base has come first.
    if (start < size) add(await base.read(info.name, { rows: [start, Math.min(end, size)] }));
    return;
  }
  const wanted = Array.from(rows.indices, (row, place) => ({ row, place })).filter(({ row }) => row < size);
  const gathered = await base.gatherRows(
    info.name,
    wanted.map(({ row }) => row),
  );
  const cols = info.shape[1];
  for (const [at, { place }] of wanted.entries()) {
    for (let col = 0; col < cols; col++) into[place * cols + col] += gathered[at * cols + col];
  }
}

import { createRequire } from 'node:module';
import type { Provenance } from '../results/index.ts';

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

export const engine = `onnxruntime-node ${version}`;

/** What produced a number; the inference engine and its version are those that are installed. */
export function provenance(options: Omit<Provenance, 'engine'>): Provenance {
  return { ...options, engine };
}

import { ModelTraceError } from '../errors.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';

export interface ReadHalvesOptions {
  readonly checkpoint: Checkpoint;
  readonly name: string;
  readonly rows?: readonly [start: number, end: number];
  readonly into: Float16Array;
}

/** Elements read at a time: 4 MB as float32. */
const partElements = 2 ** 20;

/**
 * Reads elements rounded to half precision, to nearest even: exact where they are stored as F16. Numbers too small become 0
 * as in torch; one too large is an error, where torch would go on with infinity.
 * @throws WEIGHTS_OVERFLOW, and what `Checkpoint.read` throws
 */
export async function readHalves({ checkpoint, name, rows, into }: ReadHalvesOptions): Promise<void> {
  const shape = checkpoint.tensors.get(name)?.shape ?? [];
  const [start, end] = rows ?? [0, shape[0] ?? 0];
  const rowElements = into.length / Math.max(1, end - start);
  if (shape.length === 0 || end - start < 2) {
    roundToHalf(await checkpoint.read(name, rows === undefined ? {} : { rows }), { name, into });
    return;
  }
  const rowsAtOnce = Math.max(1, Math.floor(partElements / rowElements));
  for (let first = start; first < end; first += rowsAtOnce) {
    const last = Math.min(end, first + rowsAtOnce);
    const part = into.subarray((first - start) * rowElements, (last - start) * rowElements);
    roundToHalf(await checkpoint.read(name, { rows: [first, last] }), { name, into: part });
  }
}

/** From here on numbers round to infinity: the largest half is 65,504. */
const overflow = 65_520;

/** @throws WEIGHTS_OVERFLOW for a finite number that is beyond half precision */
export function roundToHalf(values: Float32Array, { name, into }: { name: string; into: Float16Array }): void {
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size >= overflow && size < Number.POSITIVE_INFINITY) {
      throw new ModelTraceError('WEIGHTS_OVERFLOW', `The tensor ${name} holds ${values[i]}, beyond half precision`, {
        fix: 'Compute in float32',
        details: { tensor: name, value: values[i] },
      });
    }
  }
  into.set(values);
}

import { type Batch, rowsOfBatch } from './batches.ts';
import type { Elements } from './tensor.ts';

/** The rows of a batch in an array [.., width] that begins with row `firstRow`. */
export function rowsOf(
  elements: Elements,
  batch: Batch,
  { firstRow, width }: { firstRow: number; width: number },
): Elements {
  const own = rowsOfBatch(batch);
  const start = own.firstRow - firstRow;
  return elements.subarray(start * width, (start + own.rows) * width);
}

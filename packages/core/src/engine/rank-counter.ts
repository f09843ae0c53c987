import type { HeadChunk } from './head-chunks.ts';
import type { RowRange } from './hidden-states.ts';
import { type RankThresholdsOptions, rankThresholds } from './rank-thresholds.ts';
import { allocate, type Elements, type Tensor, tensor } from './tensor.ts';

export interface RankCounterOptions extends RankThresholdsOptions {
  /** [rows]: the rank of each target when all chunks are counted. */
  readonly ranksInto: Int32Array;
  /** Rows of one run at the most. */
  readonly maxRows: number;
}

/** What the head's graph needs and gives for ranks, for one run after another. */
export interface RankCounter {
  feeds(range: RowRange, chunk: HeadChunk): Record<string, Tensor>;
  outputs(range: RowRange): Record<string, Tensor>;
  /** Adds what the last run gave. */
  add(range: RowRange, chunk: HeadChunk): void;
}

/**
 * Ranks of targets: 1 + the number of vocabulary entries with a logit above the target's. Logits that the rounding of the
 * products cannot tell from it are not above it (`rankThresholds`), and the target never is above itself, whatever the
 * provider rounds.
 */
export async function rankCounter({ ranksInto, maxRows, ...options }: RankCounterOptions): Promise<RankCounter> {
  const { dtype, targets } = options;
  if (ranksInto.length !== targets.length) throw new RangeError('a rank for each target');
  const bounds = await rankThresholds(options);
  const columns = new Int32Array(Math.min(targets.length, maxRows));
  const counts = () => allocate(dtype === 'float16' ? 'float32' : dtype, columns.length);
  const [above, columnAbove] = [counts(), counts()];
  const column = (values: Elements | Int32Array, rows: number) => tensor(values.subarray(0, rows), [rows, 1]);
  const isIn = (token: number, { start, end }: HeadChunk) => token >= start && token < end;
  ranksInto.fill(1);
  return {
    feeds({ firstRow, rows }, chunk) {
      for (let i = 0; i < rows; i++) {
        const token = targets[firstRow + i];
        columns[i] = isIn(token, chunk) ? token - chunk.start : 0;
      }
      return {
        bound: tensor(bounds.subarray(firstRow, firstRow + rows), [rows, 1]),
        column: column(columns, rows),
      };
    },
    outputs: ({ rows }) => ({ above: column(above, rows), columnAbove: column(columnAbove, rows) }),
    add({ firstRow, rows }, chunk) {
      for (let i = 0; i < rows; i++) {
        ranksInto[firstRow + i] += above[i] - (isIn(targets[firstRow + i], chunk) ? columnAbove[i] : 0);
      }
    },
  };
}

import { ModelTraceError } from '../errors.ts';
import type { RowRange } from './hidden-states.ts';

/** Sequences of one length that go through a graph together: rows [firstRow, firstRow + count * length). */
export interface Batch {
  readonly firstRow: number;
  readonly count: number;
  readonly length: number;
}

/**
 * Rows of one run of a graph. Products are near their best speed from some hundred rows; attention needs
 * heads * rows * length numbers beside them, 50 MB for GPT-2 at 1,024.
 */
const maxRows = 1024;

/** Puts neighbouring sequences of equal length together. Rows are the tokens of all sequences in order. */
export function batchSequences(sequences: readonly Int32Array[]): Batch[] {
  const batches: Batch[] = [];
  let firstRow = 0;
  for (const { length } of sequences) {
    const last = batches.at(-1);
    if (length === 0) continue;
    if (last !== undefined && last.length === length && (last.count + 1) * length <= maxRows) {
      batches[batches.length - 1] = { ...last, count: last.count + 1 };
    } else {
      batches.push({ firstRow, count: 1, length });
    }
    firstRow += length;
  }
  return batches;
}

/** The rows of a batch. */
export const rowsOfBatch = ({ firstRow, count, length }: Batch): RowRange => ({ firstRow, rows: count * length });

/** Rows [firstRow, firstRow + rows) of consecutive batches. */
export const rowsOfBatches = (batches: readonly Batch[]): RowRange => ({
  firstRow: batches[0]?.firstRow ?? 0,
  rows: batches.reduce((sum, batch) => sum + rowsOfBatch(batch).rows, 0),
});

/** Neighbouring batches together, up to `maxRows` rows or one batch. */
export function groupBatches(batches: readonly Batch[], maxRows: number): Batch[][] {
  const groups: Batch[][] = [];
  let rows = 0;
  for (const batch of batches) {
    const size = rowsOfBatch(batch).rows;
    const last = groups.at(-1);
    if (last !== undefined && rows + size <= maxRows) last.push(batch);
    else groups.push([batch]);
    rows = last !== undefined && rows + size <= maxRows ? rows + size : size;
  }
  return groups;
}

interface SequenceLimits {
  readonly vocabSize: number;
  readonly contextLength: number;
}

/** @throws TOKEN_OUT_OF_RANGE, SEQUENCE_TOO_LONG */
export function checkSequences(sequences: readonly Int32Array[], { vocabSize, contextLength }: SequenceLimits): void {
  for (const [index, sequence] of sequences.entries()) {
    const position = sequence.findIndex((id) => id < 0 || id >= vocabSize);
    if (position !== -1) {
      throw new ModelTraceError(
        'TOKEN_OUT_OF_RANGE',
        `Token id ${sequence[position]} at position ${position} of sequence ${index} is outside the vocabulary of ${vocabSize}`,
        { fix: 'Use the tokenizer that the model was trained with' },
      );
    }
    if (sequence.length > contextLength) {
      throw new ModelTraceError(
        'SEQUENCE_TOO_LONG',
        `Sequence ${index} has ${sequence.length} tokens, the context of the model is ${contextLength}`,
      );
    }
  }
}

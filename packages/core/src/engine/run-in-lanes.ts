import { type Batch, rowsOfBatch } from './batches.ts';
import { type Lanes, plainTensors } from './lanes.ts';
import { rowsOf } from './rows-of.ts';
import type { Elements, Tensor } from './tensor.ts';

export interface RunInLanesOptions {
  readonly lanes: Lanes;
  readonly batches: readonly Batch[];
  /** Rows from `firstRow` on, of all the batches, in shared memory: what comes out is written over what goes in. */
  readonly states: Elements;
  readonly firstRow: number;
  readonly width: number;
  readonly graphFor: (batch: Batch) => Uint8Array;
  /** Inputs that depend on the batch, and those that all have. */
  readonly feedsFor: (batch: Batch) => Readonly<Record<string, Tensor>>;
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Called with the rows that are done, as long as there are more to come. */
  readonly onRows: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** Passes batches of the stream through a graph side by side. @returns whether all that comes out is finite */
export function runInLanes(options: RunInLanesOptions): Promise<boolean> {
  const { lanes, batches, states, firstRow, width, graphFor, feedsFor, feeds, onRows, signal } = options;
  const rows = states.length / width;
  let done = 0;
  return lanes.run({
    runs: batches.map((batch) => ({
      model: graphFor(batch),
      hidden: { elements: rowsOf(states, batch, { firstRow, width }), dims: [batch.count, batch.length, width] },
      feeds: plainTensors(feedsFor(batch)),
    })),
    feeds: plainTensors(feeds),
    onRan(run) {
      done += rowsOfBatch(batches[run]).rows;
      if (done < rows) onRows(done);
    },
    signal,
  });
}

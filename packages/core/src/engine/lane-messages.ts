import type { ErrorCode } from '../errors.ts';
import type { Elements } from './tensor.ts';

/** A tensor on its way between threads: shared memory is had in common, other memory is copied. */
export interface PlainTensor {
  readonly elements: Elements;
  readonly dims: readonly number[];
}

/** One run of a graph `hidden` -> `output`; what comes out is written over what went in. */
export interface LaneRun {
  readonly model: Uint8Array;
  /** In shared memory. */
  readonly hidden: PlainTensor;
  /** Inputs beside `hidden` and those that all runs have. */
  readonly feeds: Readonly<Record<string, PlainTensor>>;
}

/** The same for all lanes: each takes the next run that none has taken, until there are no more. */
export interface LaneRequest {
  readonly runs: readonly LaneRun[];
  readonly feeds: Readonly<Record<string, PlainTensor>>;
  /** One element in shared memory: the next run. */
  readonly next: Int32Array;
}

export type LaneReply =
  /** A run is done. */
  | { kind: 'ran'; run: number; finite: boolean }
  | { kind: 'idle' }
  /** Errors lose their class on the way between threads; the code is what must survive. */
  | { kind: 'failed'; code: ErrorCode | null; message: string; fix?: string };

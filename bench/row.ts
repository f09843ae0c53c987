/** One line of the benchmark. */
export interface Row {
  name: string;
  /** Median over the runs. */
  value: number;
  unit: string;
  /** What it is compared with in the same run; null when there is nothing to compare. */
  peer: string | null;
  /** Null when the peer could not run; `note` says why. */
  peerValue: number | null;
  /** value / peerValue: smaller is better. */
  ratio: number | null;
  goal: string;
  met: boolean;
  note?: string;
}

export interface BenchContext {
  /** Empty folder for checkpoints and inputs; removed afterwards. */
  workDir: string;
  /** Python with scipy, torch and transformers, or null. */
  python: string | null;
  /** Says on stderr what is being done. */
  say(message: string): void;
}

export interface Benchmark {
  readonly name: string;
  run(context: BenchContext): Promise<Row[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

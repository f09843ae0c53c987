import type { PairTable } from './pair-table.ts';

/**
 * Applies byte-pair merges to the symbols of a word until none is left: always the merge of lowest rank, the leftmost
 * of several. As `Word::merge_all` of the Rust library tokenizers. O(n log n).
 * @param symbols ids; overwritten
 */
export function mergeSymbols(symbols: number[], merges: PairTable, ids: number[]): void {
  const count = symbols.length;
  const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
  const next = Int32Array.from({ length: count }, (_, i) => i + 1);
  const gone = new Uint8Array(count);
  const queue = mergeQueue();
  const offer = (left: number, right: number): void => {
    const at = merges.find(symbols[left], symbols[right]);
    if (at >= 0) queue.push(merges.rank(at), left, merges.result(at));
  };
  for (let i = 0; i + 1 < count; i++) offer(i, i + 1);
  while (queue.pop()) {
    const { position, result } = queue;
    const right = next[position];
    if (gone[position] || right >= count) continue;
    // A merge that was queued before its sides changed, unless they still give the same symbol.
    const at = merges.find(symbols[position], symbols[right]);
    if (at < 0 || merges.result(at) !== result) continue;
    symbols[position] = result;
    gone[right] = 1;
    next[position] = next[right];
    if (next[position] < count) previous[next[position]] = position;
    if (previous[position] >= 0) offer(previous[position], position);
    if (next[position] < count) offer(position, next[position]);
  }
  for (let i = 0; i < count; i = next[i]) ids.push(symbols[i]);
}

/** A binary heap of merges by rank, then position. */
function mergeQueue() {
  /** rank * 2^30 + position: both fit, exactly, into a float64. */
  const keys: number[] = [];
  const results: number[] = [];
  const queue = {
    position: 0,
    result: 0,
    push(rank: number, position: number, result: number): void {
      const key = rank * 2 ** 30 + position;
      let at = keys.length;
      keys.push(key);
      results.push(result);
      for (let parent = (at - 1) >> 1; at > 0 && keys[parent] > key; parent = (at - 1) >> 1) {
        keys[at] = keys[parent];
        results[at] = results[parent];
        at = parent;
      }
      keys[at] = key;
      results[at] = result;
    },
    /** Takes the first merge out, into `position` and `result`; false when there is none. */
    pop(): boolean {
      if (keys.length === 0) return false;
      queue.position = keys[0] % 2 ** 30;
      queue.result = results[0];
      const key = keys.pop()!;
      const result = results.pop()!;
      const count = keys.length;
      if (count === 0) return true;
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= count) break;
        if (child + 1 < count && keys[child + 1] < keys[child]) child++;
        if (keys[child] >= key) break;
        keys[at] = keys[child];
        results[at] = results[child];
        at = child;
      }
      keys[at] = key;
      results[at] = result;
      return true;
    },
  };
  return queue;
}

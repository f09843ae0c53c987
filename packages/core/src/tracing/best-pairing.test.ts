import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockResult } from '../results/index.ts';
import { bestPairing } from './best-pairing.ts';

/** @param log10P  [blocks of the model][blocks of the base] */
const pairsOf = (log10P: number[][]): BlockResult[] =>
  log10P.flatMap((row, block) =>
    row.map((log10PValue, baseBlock) => ({
      ...{ block, baseBlock, log10PValue },
      ...{ rho: 0, units: 10, agreeing: 0, tieGap: null },
    })),
  );

const asTheyAre = (blocks: readonly BlockResult[]) => [...blocks];

/** Every way to give each of `count` rows a column of its own, by brute force. */
function* pairings(count: number, columns: number[]): Generator<number[]> {
  if (count === 0) yield [];
  else
    for (const c of columns)
      for (const rest of pairings(
        count - 1,
        columns.filter((d) => d !== c),
      ))
        yield [c, ...rest];
}

/** Fisher's combination of two p-values is p (1 - ln p), of three p (1 - ln p + (ln p)^2 / 2), p their product. */
const closedForm = (p: number, k: number) =>
  k === 2 ? p * (1 - Math.log(p)) : p * (1 - Math.log(p) + Math.log(p) ** 2 / 2);

test('the smallest Fisher combination of all pairings, times their number', () => {
  const log10P = [
    [-3, -2.9, -0.1, -0.3],
    [-2.8, -0.2, -0.5, -0.1],
    [-0.4, -1.1, -0.9, -2],
  ];
  for (const k of [2, 3]) {
    const used = log10P.slice(0, k);
    const all = [...pairings(k, [0, 1, 2, 3])];
    const combined = all.map((cols) => closedForm(10 ** cols.reduce((sum, col, row) => sum + used[row][col], 0), k));
    const smallest = Math.min(...combined);
    const expected = all[combined.indexOf(smallest)];
    const transposed = [0, 1, 2, 3].map((col) => used.map((row) => row[col]));
    for (const [pairs, key] of [
      [pairsOf(used), 'baseBlock'],
      [pairsOf(transposed), 'block'],
    ] as const) {
      const found = bestPairing(pairs, asTheyAre);
      const other = key === 'block' ? 'baseBlock' : 'block';
      assert.deepEqual(
        found.blocks.toSorted((a, b) => a[other] - b[other]).map((pair) => pair[key]),
        expected,
      );
      assert.ok(Math.abs(found.log10PValue - Math.log10(smallest * all.length)) < 1e-12);
      assert.ok(Math.abs(found.search.log10Pairings - Math.log10(all.length)) < 1e-12);
    }
  }
});

test('no search makes a p-value above 1', () => {
  assert.equal(bestPairing(pairsOf([[-0.1, -0.2, -0.3]]), asTheyAre).log10PValue, 0);
});

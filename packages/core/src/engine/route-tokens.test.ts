import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { routeTokens } from './route-tokens.ts';

test('each token goes to the experts with the largest logits, weighted by their share of the softmax', () => {
  const [rows, experts, perToken] = [40, 7, 3];
  const random = xoroshiro128plus(5);
  const logits = Float64Array.from({ length: rows * experts }, () => uniformInt(random, -3_000_000, 3_000_000) / 1e6);
  for (const normalized of [true, false]) {
    const { tokens, weights } = routeTokens({ logits, experts, perToken, normalized });
    for (let row = 0; row < rows; row++) {
      const own = [...logits.subarray(row * experts, (row + 1) * experts)];
      const chosen = [...own.keys()].sort((a, b) => own[b] - own[a]).slice(0, perToken);
      const total = (normalized ? chosen : [...own.keys()]).reduce((sum, expert) => sum + Math.exp(own[expert]), 0);
      for (let expert = 0; expert < experts; expert++) {
        const place = tokens[expert].indexOf(row);
        assert.equal(place !== -1, chosen.includes(expert), `row ${row}, expert ${expert}`);
        if (place === -1) continue;
        assert.ok(Math.abs(weights[expert][place] - Math.exp(own[expert]) / total) < 1e-12);
      }
    }
  }
});

test('of equal logits the first experts are chosen, and huge ones do not overflow', () => {
  const { tokens, weights } = routeTokens({
    logits: Float32Array.of(2, 2, 2, 2, 1e4, -1e4, 1e4, 1e4),
    experts: 4,
    perToken: 2,
    normalized: true,
  });
  assert.deepEqual(
    tokens.map((list) => [...list]),
    [[0, 1], [0], [1], []],
  );
  assert.deepEqual(
    weights.map((list) => [...list]),
    [[0.5, 0.5], [0.5], [0.5], []],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThreadPool } from '../threads/index.ts';
import { whiten } from './whiten.ts';

test('two uncorrelated columns come to their own scale, a third that is constant to nothing', async () => {
  const pool = createThreadPool({ size: 1 });
  // Columns +-2 and +-1 around 5 and -1, a constant one. Variances 4, 1, 0; mean of those that vary 2.5.
  const y = Float64Array.of(7, 0, 3, 3, 0, 3, 7, -2, 3, 3, -2, 3);
  const white = await whiten({ y, rows: 4, width: 3, pool });
  const [first, second] = [2 / Math.sqrt(4 + 0.0025), 1 / Math.sqrt(1 + 0.0025)];
  const wanted = [first, second, 0, -first, second, 0, first, -second, 0, -first, -second, 0];
  for (const [i, value] of wanted.entries()) assert.ok(Math.abs(white[i] - value) < 1e-12, `${i}: ${white[i]}`);
  await pool.close();
});

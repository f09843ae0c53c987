import { open } from 'node:fs/promises';
import { linearAssignment } from '@model-trace/core/stats';

/**
 * The largest assignment of the float32 matrix [n, n] in a file: argv = path, n. Prints seconds (median of three, after one of a
 * small matrix that warms up the process) and the total as JSON, after checking the duals over the whole matrix once more.
 * `peers/linear_sum_assignment.py` does the same.
 */
const [path, size] = process.argv.slice(2);
const n = Number(size);
const cost = new Float32Array(n * n);
const file = await open(path);
for (let done = 0; done < cost.byteLength; ) {
  const length = Math.min(2 ** 26, cost.byteLength - done);
  done += (await file.read(new Uint8Array(cost.buffer, done, length))).bytesRead;
}
await file.close();
linearAssignment({ cost: cost.subarray(0, 1000 ** 2), rows: 1000, cols: 1000, maximize: true });
const seconds: number[] = [];
let total = 0;
for (let i = 0; i < 3; i++) {
  const started = performance.now();
  const result = linearAssignment({ cost, rows: n, cols: n, maximize: true });
  seconds.push((performance.now() - started) / 1000);
  total = result.total;
  let dual = 0;
  for (let row = 0; row < n; row++) {
    dual += result.u[row] + result.v[row];
    for (let col = 0; col < n; col++) {
      const slack = result.u[row] + result.v[col] - cost[row * n + col];
      if (slack < -2 * result.tolerance) throw new Error(`The duals are off by ${-slack} at ${row}, ${col}`);
    }
  }
  if (Math.abs(dual - total) > 4 * n * result.tolerance) throw new Error(`The duals add up to ${dual}, not ${total}`);
}
console.log(JSON.stringify({ seconds: seconds.sort((a, b) => a - b)[1], total }));

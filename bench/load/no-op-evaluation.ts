/** A child process of a worker that computes nothing: answers with the result in BENCH_RESULT after BENCH_MS. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const results = JSON.parse(readFileSync(process.env.BENCH_RESULT!, 'utf8'));
const ms = Number(process.env.BENCH_MS);
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', async ({ evaluationId }: { evaluationId: string }) => {
  if (ms > 0) await sleep(ms);
  process.send!({ type: 'result', evaluationId, results });
});

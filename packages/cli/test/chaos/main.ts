/**
 * `pnpm test:chaos [--evaluations N] [--seconds S] [--seed N] [--queue redis|postgresql]`: the service under faults. Prints what was injected and what
 * it cost; the last line is "N passed, N failed", of what must hold at the end.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: {
    ...{ evaluations: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string' } },
    queue: { type: 'string', default: 'redis' },
  },
});
const { queue } = values;
if (queue !== 'redis' && queue !== 'postgresql') {
  console.error(`--queue is "${queue}", not redis or postgresql`);
  process.exit(2);
}
const number = (name: 'evaluations' | 'seconds' | 'seed', fallback: number): number => {
  const value = values[name] ?? String(fallback);
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  console.error(`--${name} is "${value}", not a whole number above 0`);
  process.exit(2);
};
const startedAt = performance.now();
const outcome = await runChaos({
  queue,
  evaluations: number('evaluations', 2_000),
  seconds: number('seconds', 300),
  seed: number('seed', 1 + Math.floor(Math.random() * 1e9)),
  say: (message) => console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${message}`),
});
console.table(Object.fromEntries(outcome.faults.map(({ fault, ...row }) => [fault, row])));
console.log('lasted and recovery are medians; recovery: until the process is back, or the next result is stored\n');
for (const [what, value] of Object.entries(outcome.costs)) console.log(`${what}: ${value}`);
console.log();
const failed = outcome.checks.filter(({ failures }) => failures.length > 0);
for (const { name, failures } of outcome.checks) {
  console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
  for (const failure of failures.slice(0, 10)) console.log(`          ${failure.slice(0, 500)}`);
  if (failures.length > 10) console.log(`          and ${failures.length - 10} more`);
}
if (failed.length > 0) console.log(`\nlogs: ${outcome.directory}`);
console.log(`\n${outcome.checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { codeCommit } from '@model-trace/core/evaluation';
import { assignments } from './assignments.ts';
import { corpus135m } from './corpus-135m.ts';
import { csu7b } from './csu-7b.ts';
import { csu124m } from './csu-124m.ts';
import { depthMemory } from './depth-memory.ts';
import { apiBatch, apiSubmit } from './load/api-load.ts';
import { millionRows } from './load/million-rows.ts';
import { scale32, workerDrain } from './load/worker-load.ts';
import { memoryLlama } from './memory-llama.ts';
import { perplexity124m } from './perplexity-124m.ts';
import { readBf16 } from './read-bf16.ts';
import type { Benchmark, Row } from './row.ts';
import { scan150 } from './scan-150.ts';
import { trace124m } from './trace-124m.ts';

/** `pnpm --silent bench [--only NAME,...] [--json]`; peers in Python are found through BENCH_PYTHON. */
const benchmarks: readonly Benchmark[] = [
  perplexity124m,
  depthMemory,
  ...assignments,
  csu124m,
  csu7b,
  trace124m,
  scan150,
  readBf16,
  corpus135m,
  ...memoryLlama,
  ...[apiSubmit, apiBatch, workerDrain, millionRows, scale32],
];

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });
const wanted = values.only?.split(',') ?? benchmarks.map(({ name }) => name);
const unknown = wanted.filter((name) => !benchmarks.some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(
    `no benchmark named ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

const python = process.env.BENCH_PYTHON ?? null;
const workDir = await mkdtemp(join(tmpdir(), 'model-trace-bench-'));
const rows: Row[] = [];
try {
  for (const { name, run } of benchmarks) {
    if (!wanted.includes(name)) continue;
    rows.push(...(await run({ workDir, python, say: (message) => console.error(`${name}: ${message}`) })));
  }
} finally {
  await rm(workDir, { recursive: true, force: true });
}

const machine = {
  processor: cpus()[0].model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
  python: python === null ? null : pythonVersions(python),
};
if (values.json) {
  console.log(JSON.stringify({ machine, commit: codeCommit(), rows }, null, 2));
} else {
  console.log(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, node ${machine.node}`,
  );
  console.table(
    Object.fromEntries(
      rows.map(({ name, value, unit, peer, peerValue, ratio, goal, met, note }) => [
        name,
        {
          value: `${value.toPrecision(4)} ${unit}`,
          peer: peer ?? '-',
          peerValue: peerValue === null ? (note ?? '-') : `${peerValue.toPrecision(4)} ${unit}`,
          ratio: ratio === null ? '-' : ratio.toFixed(3),
          goal,
          met,
        },
      ]),
    ),
  );
}

function pythonVersions(path: string): Record<string, string> {
  const script =
    'import json, platform, importlib.metadata as m; print(json.dumps({"python": platform.python_version(), **{p: m.version(p) for p in ("numpy", "scipy", "torch", "transformers")}}))';
  return JSON.parse(execFileSync(path, ['-c', script], { encoding: 'utf8' }));
}

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Value from 'typebox/value';
import { matrixProduct, scoreSequences } from '../src/engine/index.ts';
import { evaluateTrace } from '../src/evaluation/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { type Align, type AlignmentResult, TraceResult } from '../src/results/index.ts';
import { polarFactor } from '../src/stats/index.ts';
import { foldedModel } from '../src/tracing/alignment/folded-model.ts';
import { trace } from '../src/tracing/index.ts';
import { relabelledModel } from '../src/tracing/relabelling/relabelled-model.ts';
import { randomRelabelling } from '../src/tracing/relabelling/relabelling.ts';
import { seededRandom } from '../src/tracing/seeded-random.ts';
import type { TracedModel } from '../src/tracing/traced-model.ts';
import { writeSafetensors } from '../src/weights/index.ts';

const examples = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/models/', import.meta.url));
const zoo = fileURLToPath(new URL('../../../../shared/zoo/', import.meta.url));
const skip = existsSync(zoo) ? false : 'the zoo is not beside the repository (../shared/zoo)';
const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };
const open = (path: string) => loadModel(path, { models });

async function directory(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'model-trace-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return join(dir, 'aligned');
}

/** Traces with an alignment, writing the aligned model. */
async function aligned(options: {
  base: string;
  model: string;
  align: Align;
  directory?: string;
  permutations?: number;
}) {
  const { base, model, align, permutations } = options;
  const statistics = ['csu', 'l2', 'cos', 'mode-connectivity'] as const;
  const result = await evaluateTrace({
    ...{ models, provider: 'cpu', codeCommit: null, writeAligned: options.directory },
    request: { model, base, align, permutations, tasks: ['trace'], statistics: [...statistics] },
  });
  assert.ok(Value.Check(TraceResult, JSON.parse(JSON.stringify(result))));
  return { ...result, alignment: result.alignment! };
}

type Stage = AlignmentResult['stages'][number];
function distancesOf({ distances }: Stage) {
  const of = (id: string) => distances.find(({ statistic }) => statistic === id)!;
  return { l2: of('l2').value, cos: of('cos').value, line: of('mode-connectivity') as { barrier: number } };
}

for (const [base, model] of [
  ['g0', 'g0-perm'],
  ['g0', 'g0-hperm'],
  ['l0', 'l0-perm'],
]) {
  test(`alignment recovers the permutations of ${model} exactly`, { skip }, async (t) => {
    const dir = await directory(t);
    const { alignment } = await aligned({
      base: join(zoo, base),
      model: join(zoo, model),
      align: 'both',
      directory: dir,
    });
    const truth = JSON.parse(readFileSync(join(zoo, model, 'permutations.json'), 'utf8'));
    const found = JSON.parse(await readFile(join(dir, 'alignment.json'), 'utf8'));
    // New coordinate k of the model is coordinate perm[k] of the base: the alignment is the inverse.
    const inverse = (order: number[]) => order.map((_, place) => order.indexOf(place));
    assert.deepEqual(found.residual, inverse(truth.residual));
    for (const [block, order] of found.units.entries()) assert.deepEqual(order, inverse(truth.mlp[block]));
    const [residual, units] = alignment.stages;
    assert.deepEqual([residual.after, units.after], ['residual', 'units']);
    const { l2, cos, line } = distancesOf(units);
    assert.equal(l2, 0);
    assert.ok(Math.abs(cos - 1) < 1e-12 && line.barrier < 1e-12);
    assert.equal(residual.statistics[0].statistic, 'csu');
    // What was written is the base, bit for bit.
    const [written, original] = [await open(dir), await open(join(zoo, base))];
    try {
      for (const name of original.checkpoint.tensors.keys())
        assert.deepEqual(await written.checkpoint.read(name), await original.checkpoint.read(name), name);
    } finally {
      await Promise.all([written.checkpoint.close(), original.checkpoint.close()]);
    }
  });
}

for (const [base, model, inZoo] of [
  ['g0', 'g0-rot', false],
  ['l0', 'l0-rot', true],
] as const) {
  test(`a rotation of ${base} is undone, and what is written keeps the losses`, { skip: inZoo && skip }, async (t) => {
    const at = (name: string) => join(inZoo ? zoo : examples, name);
    const dir = await directory(t);
    const { alignment, l2 } = await aligned({
      ...{ base: at(base), model: at(model), align: 'procrustes', directory: dir },
    }).then((result) => ({ ...result, l2: result.distances![0].value }));
    const { stages, residual } = alignment;
    assert.equal(residual?.kind, 'rotation');
    const after = distancesOf(stages[1]);
    assert.ok(l2 > 100 && after.l2 < 1e-3, `l2 ${l2}, then ${after.l2}`);
    assert.ok(after.line.barrier < 1e-6);
    const losses = await Promise.all([at(model), dir].map((path) => lossesOf(path)));
    for (const [i, loss] of losses[0].entries()) assert.ok(Math.abs(loss - losses[1][i]) < 1e-4);
  });
}

async function lossesOf(path: string): Promise<Float64Array> {
  const model = await open(path);
  try {
    return await lossesOn(model, [Int32Array.from({ length: 100 }, (_, i) => (37 * i) % 1000)]);
  } finally {
    await model.checkpoint.close();
  }
}

async function lossesOn({ checkpoint, spec }: TracedModel, sequences: readonly Int32Array[]): Promise<Float64Array> {
  const scored = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu', computeDtype: 'float64' });
  return Float64Array.from(scored.flatMap((losses) => [...losses.subarray(1)]));
}

/** Norms after the sum or on the embedding, another width, stacked experts. */
const cannotRotate = /^(bloom|gemma2|gemma3|olmo2|openai-gpt|opt-norms-after|opt-no-final-norm|gpt_oss)/;

for (const name of readdirSync(fixtures)) {
  test(`${name} keeps its losses when its stream is rotated, or says why it cannot be`, async () => {
    const { sequences } = JSON.parse(readFileSync(join(fixtures, name, 'reference.json'), 'utf8'));
    const model = await open(join(fixtures, name));
    try {
      const q = await rotation(model);
      if (cannotRotate.test(name)) {
        await assert.rejects(foldedModel(model, q), { code: 'TRACE_ALIGNMENT_UNSUPPORTED', fix: /residual/ });
        return;
      }
      const ids: Int32Array[] = sequences.map((sequence: number[]) => Int32Array.from(sequence));
      const before = await lossesOn(model, ids);
      for (const rotated of [await foldedModel(model, null), await foldedModel(model, q)]) {
        const after = await lossesOn(rotated, ids);
        // Rotated weights are rounded to float32.
        for (const [i, loss] of before.entries())
          assert.ok(Math.abs(loss - after[i]) < 1e-4, `${loss} became ${after[i]}`);
      }
    } finally {
      await model.checkpoint.close();
    }
  });
}

/** A random orthogonal matrix that keeps the all-ones vector, as LayerNorm needs it. */
async function rotation({ spec: { hiddenSize: d } }: TracedModel): Promise<Float64Array> {
  const random = seededRandom(4, 'rotation', d);
  const a = Float64Array.from({ length: d * d }, () => random.int(2001) / 1000 - 1);
  for (let i = 0; i < d; i++) {
    const row = a.subarray(i * d, (i + 1) * d);
    const mean = row.reduce((sum, value) => sum + value, 0) / d;
    for (let j = 0; j < d; j++) row[j] -= mean;
  }
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = 0; i < d; i++) mean += a[i * d + j] / d;
    for (let i = 0; i < d; i++) a[i * d + j] += 1 - mean;
  }
  return polarFactor({ a, n: d, product: matrixProduct });
}

test('units alone are aligned where the stream was not touched', async () => {
  const base = await open(join(examples, 'g0'));
  try {
    const model = relabelledModel(base, { ...randomRelabelling(base.spec, seededRandom(1, 'x')), residual: null });
    const { alignment } = await trace({ base, model, align: 'units', statistics: ['csu', 'l2'], provider: 'cpu' });
    assert.deepEqual([alignment!.residual, alignment!.stages.length], [null, 1]);
    assert.equal(alignment!.stages[0].distances[0].value, 0);
    assert.equal(alignment!.stages[0].agreement[0].agreeingFraction, 1);
  } finally {
    await base.checkpoint.close();
  }
});

test('after units are aligned nothing is given as a p-value; after the stream alone csu and tests by units are', async () => {
  const [base, model] = [join(examples, 'l0'), join(examples, 'l0-perm')];
  const { alignment, distances } = await aligned({ base, model, align: 'both', permutations: 9 });
  const [residual, units] = alignment.stages;
  assert.deepEqual(units.statistics, []);
  assert.deepEqual(Object.keys(units.agreement[0]), ['statistic', 'agreeingFraction', 'noPValue']);
  for (const { permutationTest } of units.distances) assert.equal(permutationTest?.testable, false);
  assert.deepEqual(residual.agreement, []);
  assert.equal(residual.statistics[0].validity, 'exact');
  for (const { permutationTest } of [...residual.distances, ...residual.statistics]) {
    assert.ok(permutationTest?.testable);
    assert.equal(permutationTest.relabelled, 'the hidden units of every block');
  }
  const [first] = distances!;
  assert.ok(first.permutationTest?.testable && /residual stream/.test(first.permutationTest.relabelled));
});

test('an independent model stays one after its stream is aligned', async () => {
  const [base, model] = [join(examples, 'g0'), join(examples, 'g1')];
  const { alignment, verdict } = await aligned({ base, model, align: 'both' });
  assert.equal(alignment.stages[0].statistics[0].verdict, 'independent');
  assert.equal(verdict, 'independent');
});

test('no directory with files is written to', async (t) => {
  const dir = await directory(t);
  await aligned({ base: join(examples, 'l0'), model: join(examples, 'l0-perm'), align: 'residual', directory: dir });
  assert.deepEqual((await readdir(dir)).sort(), [
    ...['alignment.json', 'config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'],
  ]);
  await writeFile(join(dir, 'config.json'), 'mine');
  await assert.rejects(
    aligned({ base: join(examples, 'l0'), model: join(examples, 'l0-perm'), align: 'residual', directory: dir }),
    { code: 'OUTPUT_EXISTS' },
  );
  assert.equal(await readFile(join(dir, 'config.json'), 'utf8'), 'mine');
});

test('a model in fp8 is written as the float32 that it stands for, with the losses of transformers', async (t) => {
  const dir = await directory(t);
  const fp8 = fileURLToPath(new URL('fixtures/scaled/llama-fp8', import.meta.url));
  await evaluateTrace({
    ...{ models, provider: 'cpu', codeCommit: null, writeAligned: dir },
    request: { model: fp8, base: fp8, align: 'units', tasks: ['trace'], statistics: ['csu'] },
  });
  const { quantization_config, dtype } = JSON.parse(await readFile(join(dir, 'config.json'), 'utf8'));
  assert.deepEqual([quantization_config, dtype], [undefined, 'float32']);
  const { sequence, nllNats } = JSON.parse(readFileSync(join(fp8, 'reference.json'), 'utf8'));
  const { checkpoint, spec } = await open(dir);
  try {
    assert.equal(checkpoint.dtype, 'F32');
    const sequences = [Int32Array.from(sequence as number[])];
    const [losses] = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu', computeDtype: 'float32' });
    // Both sides round in float32 at each step.
    for (const [position, expected] of (nllNats as (number | null)[]).entries())
      if (expected !== null) assert.ok(Math.abs(losses[position] - expected) < 1e-5, `token ${position}`);
  } finally {
    await checkpoint.close();
  }
});

test('what cannot be written is refused before weights are read', async (t) => {
  const dir = await directory(t);
  const mxfp4 = fileURLToPath(new URL('fixtures/models/gpt_oss-mxfp4', import.meta.url));
  const phases: string[] = [];
  const write = (model: string, align?: Align) =>
    evaluateTrace({
      ...{ models, provider: 'cpu', codeCommit: null, writeAligned: dir },
      onProgress: ({ phase }) => phases.push(phase),
      request: { model, base: model, align, tasks: ['trace'], statistics: ['embedding'] },
    });
  // The experts would refuse an alignment of units too, and only when the models are open.
  await assert.rejects(write(mxfp4, 'residual'), { code: 'TRACE_ALIGNMENT_UNSUPPORTED', message: /mxfp4/ });
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'config.json'), 'mine');
  await assert.rejects(write(join(examples, 'l0'), 'residual'), { code: 'OUTPUT_EXISTS' });
  assert.deepEqual(
    phases.filter((phase) => phase !== 'resolve'),
    [],
  );
  assert.ok(await write(join(examples, 'l0')));
  assert.ok(phases.length > 0);
});

test('a sharded model is written as the same model in one file is', async (t) => {
  const [whole, sharded, shards] = [await directory(t), await directory(t), join(await directory(t), '..')];
  const [base, model] = [join(examples, 'l0'), join(examples, 'l0-perm')];
  const { checkpoint } = await open(model);
  const weightMap: Record<string, string> = {};
  try {
    const names = [...checkpoint.tensors.keys()];
    for (const [part, of] of [names.filter((_, i) => i % 2 === 0), names.filter((_, i) => i % 2 === 1)].entries()) {
      const file = `model-0000${part + 1}-of-00002.safetensors`;
      const tensors = of.map((name) => ({ ...checkpoint.tensors.get(name)!, data: () => checkpoint.read(name) }));
      await writeSafetensors(join(shards, file), tensors);
      for (const name of of) weightMap[name] = file;
    }
  } finally {
    await checkpoint.close();
  }
  await writeFile(join(shards, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
  await cp(join(model, 'config.json'), join(shards, 'config.json'));
  for (const [from, to] of [
    [model, whole],
    [shards, sharded],
  ])
    await evaluateTrace({
      ...{ models, provider: 'cpu', codeCommit: null, writeAligned: to },
      request: { model: from, base, align: 'units', tasks: ['trace'], statistics: ['csu'] },
    });
  const written = (dir: string) => readFile(join(dir, 'model.safetensors'));
  assert.ok((await written(whole)).equals(await written(sharded)));
});

test('models of different depth and width say what cannot be aligned', async () => {
  const [base, model] = [await open(join(fixtures, 'gpt2-tied')), await open(join(examples, 'g0'))];
  try {
    const run = (align: Align) => trace({ base, model, align, statistics: ['embedding'], provider: 'cpu' });
    await assert.rejects(run('residual'), { code: 'TRACE_HIDDEN_SIZE_MISMATCH' });
  } finally {
    await Promise.all([base, model].map(({ checkpoint }) => checkpoint.close()));
  }
});

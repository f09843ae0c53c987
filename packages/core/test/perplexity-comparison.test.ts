import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { type Corpus, readCorpusFile } from '../src/corpora/index.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { type PerplexityComparison, PerplexityResult } from '../src/results/index.ts';

const example = (name: string) => fileURLToPath(new URL(`../../../examples/models/${name}`, import.meta.url));
const fixtures = new URL('fixtures/protocols/', import.meta.url);
const corpus = (): Promise<Corpus> =>
  readCorpusFile({ id: 'text', path: fileURLToPath(new URL('text.txt', fixtures)), format: 'text' });

/** The formulas of llama.cpp in float64 with torch: tools/reference/make_comparison_fixtures.py */
const expected: { pairs: (PerplexityComparison & { model: string; base: string })[] } = JSON.parse(
  readFileSync(new URL('comparison.json', fixtures), 'utf8'),
);

const run = async (
  model: string,
  base: string,
  options: { corpus?: Corpus; perplexity?: object; memory?: { maxBytes: number } } = {},
) =>
  runPerplexity({
    request: {
      model,
      base,
      tasks: ['perplexity'],
      perplexity: { compareWithBase: true, ...options.perplexity },
    },
    corpus: options.corpus,
    memory: options.memory,
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
  });

/** Every number of the expected object, by its path. */
function* numbers(value: unknown, path = ''): Iterable<[path: string, value: number]> {
  if (typeof value === 'number') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* numbers(inner, `${path}/${key}`);
}
const at = (value: unknown, path: string): unknown =>
  path
    .split('/')
    .slice(1)
    .reduce((inner, key) => (inner as Record<string, unknown>)[key], value);

for (const { model, base, ...wanted } of expected.pairs) {
  test(`${model} against ${base}: the statistics of llama.cpp, from float64`, async () => {
    const result = await run(example(model), example(base), { corpus: await corpus() });
    const { comparison, ...rest } = JSON.parse(JSON.stringify(result));
    assert.ok(Value.Check(PerplexityResult, { ...rest, comparison }));
    assert.equal(result.comparison!.base, example(base));
    assert.equal(result.comparison!.protocol.vocabulary, 'identical-tokenizer');
    assert.ok(Math.abs(comparison.ppl.value / result.perplexity - 1) < 1e-12);
    for (const [path, value] of numbers(wanted)) {
      const ours = at(comparison, path) as number;
      // 1e-4 relative; below 1e-5 what is left is the rounding of float32 forward passes (l0-perm is l0 in another order).
      const tolerance = 1e-4 * Math.abs(value) + 1e-6;
      // Correlation of 1, errors that are square roots of rounding: the same in absolute terms. A difference of perplexities has
      // the rounding of the mean loss times the perplexity; it depends on the vector instructions of the machine.
      const rounding = path.startsWith('/pplDifference/') ? 2e-6 * result.perplexity : 2e-6;
      assert.ok(Math.abs(ours - value) < tolerance + rounding, `${path}: ${ours}, expected ${value}`);
    }
  });
}

test('the comparison leaves the numbers of the model as they are', async () => {
  const request = { model: example('g1'), tasks: ['perplexity' as const] };
  const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };
  const alone = await runPerplexity({ request, models, provider: 'cpu', codeCommit: null });
  const { comparison, ...compared } = await run(example('g1'), example('g0'));
  assert.deepEqual(compared, alone);
  assert.equal(comparison!.tokens, alone.scoredTokens);
});

test('a model and itself differ by nothing', async () => {
  const { comparison } = await run(example('l0'), example('l0'), { perplexity: { mode: 'lm-eval-rolling' } });
  assert.equal(comparison!.kld.maximum, 0);
  assert.equal(comparison!.jsd.maximum, 0);
  assert.equal(comparison!.lnPplRatio.value, 0);
  assert.equal(comparison!.sameTop.value, 1);
  assert.equal(comparison!.deltaPRms.standardError, null);
});

test('hidden states of both models in files give the same numbers', async () => {
  const inMemory = await run(example('g1'), example('g0'), { corpus: await corpus() });
  const spilled = await run(example('g1'), example('g0'), { corpus: await corpus(), memory: { maxBytes: 0 } });
  assert.deepEqual(spilled, inMemory);
});

test('a base with a shorter context than a window is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'comparison-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const file of ['model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])
    await writeFile(join(folder, file), await readFile(join(example('l0'), file)));
  const config = JSON.parse(await readFile(join(example('l0'), 'config.json'), 'utf8'));
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, max_position_embeddings: 64 }));
  await assert.rejects(run(example('l0'), folder), { code: 'PROTOCOL_INVALID', message: /128.*64/ });
  const { comparison } = await run(example('l0'), folder, { perplexity: { maxLength: 64 } });
  assert.equal(comparison!.kld.maximum, 0);
});

test('a base with other tokens is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'comparison-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const file of ['config.json', 'model.safetensors', 'tokenizer_config.json'])
    await writeFile(join(folder, file), await readFile(join(example('g0'), file)));
  await assert.rejects(run(example('g0'), folder), { code: 'BASE_TOKENIZER_MISMATCH', message: /no tokenizer.json/ });
  const definition = JSON.parse(await readFile(join(example('g0'), 'tokenizer.json'), 'utf8'));
  const { vocab } = definition.model;
  [vocab.a, vocab.b] = [vocab.b, vocab.a];
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(definition));
  await assert.rejects(run(example('g0'), folder), { code: 'BASE_TOKENIZER_MISMATCH', message: /"a"|"b"/ });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evaluateTrace, loadModel, type TaskContext } from '@model-trace/core/evaluation';
import { passage } from '@model-trace/core/perplexity';
import { type StatisticId, TraceResult } from '@model-trace/core/results';
import { writeSafetensors } from '@model-trace/core/weights';
import Value from 'typebox/value';

const examples = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };

async function directory(t: { after(cleanup: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'model-trace-tokens-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

interface TokenizerJson {
  model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
  added_tokens: { content: string; id: number }[];
}

/**
 * A copy of an example whose token of id i has id `idOf(i)`: the same function of texts. Rows beyond the old vocabulary, up to
 * `size`, are zero.
 */
async function renumbered(
  name: string,
  {
    dir,
    size,
    idOf,
    edit,
  }: { dir: string; size: number; idOf: (id: number) => number; edit?: (json: TokenizerJson) => void },
): Promise<string> {
  await cp(join(examples, name), dir, { recursive: true });
  const json = JSON.parse(await readFile(join(dir, 'tokenizer.json'), 'utf8')) as TokenizerJson;
  for (const token of Object.keys(json.model.vocab)) json.model.vocab[token] = idOf(json.model.vocab[token]);
  for (const token of json.added_tokens) token.id = idOf(token.id);
  edit?.(json);
  await writeFile(join(dir, 'tokenizer.json'), JSON.stringify(json));
  const config = JSON.parse(await readFile(join(dir, 'config.json'), 'utf8'));
  await writeFile(join(dir, 'config.json'), JSON.stringify({ ...config, vocab_size: size }));
  const { checkpoint, spec } = await loadModel(join(examples, name), { models });
  const tensors = [];
  for (const [tensor, { shape }] of checkpoint.tensors) {
    const data = await checkpoint.read(tensor);
    if (shape[0] !== spec.vocabSize || shape.length !== 2) tensors.push({ name: tensor, shape, data });
    else {
      const moved = new Float32Array(size * shape[1]);
      for (let id = 0; id < shape[0]; id++)
        moved.set(data.subarray(id * shape[1], (id + 1) * shape[1]), idOf(id) * shape[1]);
      tensors.push({ name: tensor, shape: [size, shape[1]], data: moved });
    }
  }
  await checkpoint.close();
  await writeSafetensors(join(dir, 'model.safetensors'), tensors);
  return dir;
}

async function traced(
  model: string,
  base: string,
  { statistics, trace }: { statistics?: StatisticId[]; trace?: TaskContext['trace'] } = {},
): Promise<TraceResult> {
  const result = await evaluateTrace({
    request: { model, base, tasks: ['trace'], statistics },
    ...{ models, provider: 'cpu', codeCommit: null, trace },
  });
  assert.ok(Value.Check(TraceResult, JSON.parse(JSON.stringify(result))));
  return result;
}

const agreeing = ({ statistics }: TraceResult) =>
  Object.fromEntries(statistics.map(({ statistic, agreeingFraction }) => [statistic, agreeingFraction]));

test('a model whose tokens have other ids is the same on the tokens that are shared', async (t) => {
  const shift = (id: number) => (id + 389) % 1024;
  const l0 = await renumbered('l0', { dir: join(await directory(t), 'l0'), size: 1024, idOf: shift });
  const gated = await traced(l0, join(examples, 'l0'));
  assert.equal(gated.protocol.vocabulary, 'shared-tokens');
  assert.deepEqual(agreeing(gated), { csu: 1, csh: 1, match: 1 });
  const { activations } = gated.protocol;
  assert.deepEqual([activations?.tokens, activations?.sharedTokens, activations?.source], [4096, 1024, 'uniform']);
  assert.notEqual(activations?.baseSha256, activations?.sha256);

  const g0 = await renumbered('g0', { dir: join(await directory(t), 'g0'), size: 1024, idOf: shift });
  const plain = await traced(g0, join(examples, 'g0-rot'), { statistics: ['match'] });
  assert.deepEqual([plain.statistics[0].variant, plain.verdict], ['phi_2V', 'derived']);
  assert.equal((await traced(g0, join(examples, 'g1'), { statistics: ['csh', 'match'] })).verdict, 'independent');
});

test('a vocabulary with a pad token more is compared on the tokens that were there before', async (t) => {
  const dir = join(await directory(t), 'padded');
  const padded = await renumbered('g0-ft-short', {
    ...{ dir, size: 1032, idOf: (id) => id },
    edit: (json) => void json.added_tokens.push({ ...json.added_tokens[0], content: '<pad>', id: 1024 }),
  });
  const result = await traced(padded, join(examples, 'g0'));
  assert.deepEqual([result.protocol.vocabulary, result.protocol.activations?.sharedTokens], ['shared-tokens', 1024]);
  assert.deepEqual(agreeing(result), { csu: 1, csh: 1, match: 1 });
});

test('on a text, models are compared where both tokenizations end at the same character', async (t) => {
  const { text } = passage();
  // Without its last merges the tokenizer cuts finer: fewer of its tokens end where the other's do.
  const fine = (name: string, dir: string) =>
    renumbered(name, {
      ...{ dir, size: 1024, idOf: (id) => id },
      edit: ({ model }) => {
        for (const merge of model.merges.splice(300)) delete model.vocab[[merge].flat(2).join('').replace(' ', '')];
      },
    });
  const parent = await directory(t);
  const [g0, g1] = [await fine('g0', join(parent, 'g0')), await fine('g1', join(parent, 'g1'))];
  const choices = { statistics: ['csh'] as StatisticId[], trace: { text } };
  const related = await traced(g0, join(examples, 'g0'), choices);
  const { protocol } = related;
  assert.deepEqual([protocol.vocabulary, protocol.activations?.source], ['text', 'text']);
  // The coarser tokenization has no end that the finer one has not: all of its tokens are compared.
  const same = await traced(join(examples, 'g0-ft-short'), join(examples, 'g0'), choices);
  assert.equal(protocol.activations!.positions, same.protocol.activations!.positions);
  assert.equal(same.protocol.activations!.positions, same.protocol.activations!.tokens);
  assert.ok(protocol.activations!.tokens > protocol.activations!.positions!);
  assert.deepEqual([related.verdict, same.verdict], ['derived', 'derived']);
  assert.equal((await traced(g1, join(examples, 'g0'), choices)).verdict, 'independent');
  await assert.rejects(traced(g1, join(examples, 'g0'), { ...choices, trace: { text: 'Too short.' } }), {
    code: 'TRACE_TEXT_UNALIGNED',
  });
});

test('a registered corpus gives the same activations as its text', async (t) => {
  const corporaDir = await directory(t);
  const { text } = passage();
  await writeFile(join(corporaDir, 'passage.txt'), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const corpora = [{ id: 'words', file: 'passage.txt', format: 'text', sha256 }];
  await writeFile(join(corporaDir, 'corpora.json'), JSON.stringify({ corpora }));
  const [model, base] = [join(examples, 'g0-ft-short'), join(examples, 'g0')];
  const request = { model, base, tasks: ['trace' as const], statistics: ['csh' as const], traceCorpus: 'words' };
  const result = await evaluateTrace({ request, models, corporaDir, provider: 'cpu', codeCommit: null });
  assert.equal(result.protocol.activations?.textSha256, sha256);
  assert.deepEqual([result.protocol.activations?.source, result.verdict], ['text', 'derived']);
});

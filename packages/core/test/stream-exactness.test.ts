import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { scoreSequences, scoreWindows } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { runTrace } from '../src/evaluation/run-trace.ts';
import { type OpenModelOptions, openModel } from '../src/hub/index.ts';
import { type EvaluationProgress, PerplexityResult, type TaskId } from '../src/results/index.ts';
import { openCheckpoint } from '../src/weights/index.ts';
import { startFakeHub } from './fake-hub.ts';
import { memorySource, safetensorsBytes } from './memory-file.ts';

const directory = (name: string) => fileURLToPath(new URL(`../../../examples/models/${name}`, import.meta.url));
const local: OpenModelOptions = { roots: null, cacheDir: '', cacheMaxBytes: 0 };

async function setUp(t: TestContext, names: readonly string[]) {
  const models = Object.fromEntries(names.map((name) => [`owner/${name}`, { dir: directory(name) }]));
  const hub = await startFakeHub({ models });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-stream-'));
  t.after(async () => {
    await hub.close();
    assert.deepEqual(await readdir(cacheDir), [], 'nothing is left on disk');
    await rm(cacheDir, { recursive: true });
  });
  const streamed = { roots: [], cacheDir, cacheMaxBytes: 0, stream: true, hubEndpoint: hub.endpoint };
  return { hub, streamed };
}

const context = (tasks: TaskId[], models: OpenModelOptions) => ({
  request: { model: '', tasks },
  ...{ models, provider: 'cpu' as const, codeCommit: null },
});

/** Bytes of all tensors that are named so, and of the header. */
async function bytesOf(name: string, wanted: (tensor: string) => boolean): Promise<number> {
  const { checkpoint, source } = await loadModel(directory(name), { models: local });
  const tensors = [...checkpoint.tensors.values()];
  const all = tensors.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await checkpoint.close();
  const needed = tensors.filter((tensor) => wanted(tensor.name)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return source.files.get('model.safetensors')!.sizeBytes - all + needed;
}

test('the perplexity of a streamed model is exactly that of its directory, and each tensor comes once', async (t) => {
  const { hub, streamed } = await setUp(t, ['g0']);
  const expected = await runPerplexity({
    ...context(['perplexity'], local),
    request: { model: directory('g0'), tasks: ['perplexity'] },
  });
  const seen: EvaluationProgress[] = [];
  const result = await runPerplexity({
    ...context(['perplexity'], streamed),
    request: { model: 'owner/g0', tasks: ['perplexity'] },
    onProgress: (progress) => seen.push(progress),
  });
  assert.deepEqual(result.tokens, expected.tokens);
  assert.equal(result.nllNats, expected.nllNats);
  assert.equal(result.protocol.model.access, 'stream');
  assert.equal(expected.protocol.model.access, 'directory');
  assert.ok(Value.Check(PerplexityResult, result));

  // The embedding is the head as well: its rows come first, then all of it.
  const ids = new Set(result.tokens.map(({ id }) => id));
  const embeddingRows = ids.size * 128 * 4;
  const needed = (await bytesOf('g0', () => true)) + embeddingRows;
  const sent = hub.sentBytes('storage');
  assert.ok(sent <= 1.02 * needed && sent > 0.9 * needed, `${sent} of ${needed} bytes`);
  // What the server had sent when a range was asked for again, or given up, is not counted as received.
  const received = seen.at(-1)?.receivedBytes ?? 0;
  assert.ok(received <= sent && received > 0.99 * sent, `${received} of ${sent} bytes`);
  t.diagnostic(`${sent} bytes for ${needed} needed, ${hub.requests.length} requests`);
});

test('a streamed trace of csu fetches the up projections of both models and little else', async (t) => {
  const names = ['g0', 'g0-ft-short'];
  const { hub, streamed } = await setUp(t, names);
  const request = { tasks: ['trace' as const], statistics: ['csu' as const] };
  const expected = await runTrace({
    ...context(['trace'], local),
    request: { ...request, model: directory('g0-ft-short'), base: directory('g0') },
  });
  const result = await runTrace({
    ...context(['trace'], streamed),
    request: { ...request, model: 'owner/g0-ft-short', base: 'owner/g0' },
  });
  assert.deepEqual(result.statistics, expected.statistics);
  let needed = 0;
  for (const name of names) needed += await bytesOf(name, (tensor) => tensor.endsWith('mlp.c_fc.weight'));
  const storage = hub.requests.filter(({ server, method }) => server === 'storage' && method === 'GET').length;
  const sent = hub.sentBytes('storage');
  assert.ok(sent <= 1.02 * needed && sent > 0.9 * needed, `${sent} of ${needed} bytes`);
  t.diagnostic(`${sent} bytes for ${needed} needed, ${storage} requests to the storage`);
});

/** The shape of SmolLM2-135M with 4 of its 30 layers: the embedding and the head, one tensor or two, then weigh more than they should. */
function smolModel({ tied = true } = {}): { files: Record<string, string | Uint8Array>; tensorBytes: number } {
  const [width, units, keys, vocabulary, layers] = [576, 1536, 192, 49_152, 4];
  const layer = {
    'input_layernorm.weight': [width],
    'mlp.down_proj.weight': [width, units],
    'mlp.gate_proj.weight': [units, width],
    'mlp.up_proj.weight': [units, width],
    'post_attention_layernorm.weight': [width],
    'self_attn.k_proj.weight': [keys, width],
    'self_attn.o_proj.weight': [width, width],
    'self_attn.q_proj.weight': [width, width],
    'self_attn.v_proj.weight': [keys, width],
  };
  const shapes: [string, number[]][] = [['model.embed_tokens.weight', [vocabulary, width]]];
  for (let i = 0; i < layers; i++) {
    for (const [name, shape] of Object.entries(layer)) shapes.push([`model.layers.${i}.${name}`, shape]);
  }
  shapes.push(['model.norm.weight', [width]]);
  if (!tied) shapes.push(['lm_head.weight', [vocabulary, width]]);
  let end = 0;
  const header = Object.fromEntries(
    shapes.map(([name, shape]) => {
      const begin = end;
      end += 2 * shape.reduce((product, size) => product * size, 1);
      return [name, { dtype: 'BF16', shape, data_offsets: [begin, end] }];
    }),
  );
  const config = {
    ...{ model_type: 'llama', hidden_size: width, intermediate_size: units, num_hidden_layers: layers },
    ...{ num_attention_heads: 9, num_key_value_heads: 3, vocab_size: vocabulary, max_position_embeddings: 2048 },
    ...{ rms_norm_eps: 1e-5, rope_theta: 100_000, tie_word_embeddings: tied, hidden_act: 'silu' },
  };
  const files = { 'config.json': JSON.stringify(config), 'model.safetensors': safetensorsBytes(header, end) };
  return { files, tensorBytes: end };
}

test('a model of a real shape comes with less than 2 % more than its tensors, each layer in two requests', async (t) => {
  const { files, tensorBytes } = smolModel();
  const hub = await startFakeHub({ models: { 'owner/smol': { files } } });
  t.after(hub.close);
  const models = { ...local, stream: true, hubEndpoint: hub.endpoint };
  const { checkpoint, spec } = await loadModel('owner/smol', { models });
  // Low ids are frequent, as in text; 400 of them.
  const ids = Int32Array.from({ length: 400 }, (_, i) => Math.floor(49_152 * ((i * 0.618034) % 1) ** 3));
  const opened = hub.requests.length;
  let layersDone = 0;
  const [losses] = await scoreSequences({
    ...{ checkpoint, spec, sequences: [ids], provider: 'cpu' },
    onProgress: ({ phase, done }) => {
      if (phase === 'layers' && done === 4) layersDone = hub.requests.length;
    },
  });
  await checkpoint.close();
  // All weights are 0, and so are the logits.
  assert.ok(Math.abs(losses[1] - Math.log(49_152)) < 1e-4);
  const sent = hub.sentBytes('storage');
  assert.ok(sent > tensorBytes && sent < 1.02 * tensorBytes, `${sent} of ${tensorBytes}: ${sent / tensorBytes}`);
  const ofLayers = hub.requests
    .slice(opened, layersDone)
    .filter(({ headers }) => rangeBytes(headers.range) > 2 ** 20).length;
  assert.equal(ofLayers, 4 * 2);
  t.diagnostic(`${(sent / tensorBytes).toFixed(4)} of the tensors, ${hub.requests.length} requests`);
});

for (const tied of [true, false]) {
  test(`ranks fetch ${tied ? 'nothing that a tied head does not need anyway' : 'the rows of the targets of a head of its own'}`, async (t) => {
    const { files, tensorBytes } = smolModel({ tied });
    const ids = Int32Array.from({ length: 400 }, (_, i) => Math.floor(49_152 * ((i * 0.618034) % 1) ** 3));
    const sent: number[] = [];
    const ranksInto = new Int32Array(ids.length - 1);
    for (const ranks of [undefined, ranksInto]) {
      const hub = await startFakeHub({ models: { 'owner/smol': { files } } });
      const models = { ...local, stream: true, hubEndpoint: hub.endpoint };
      const { checkpoint, spec } = await loadModel('owner/smol', { models });
      await scoreWindows({
        ...{ checkpoint, spec, provider: 'cpu', ranksInto: ranks },
        windows: [{ input: ids, firstRow: 0, targets: ids.subarray(1) }],
      });
      await checkpoint.close();
      sent.push(hub.sentBytes('storage'));
      await hub.close();
    }
    // All weights are 0: no logit is above another.
    assert.deepEqual(new Set(ranksInto), new Set([1]));
    const [without, withRanks] = sent;
    const perToken = 576 * 2;
    assert.ok(
      withRanks - without <= (tied ? perToken : 1.1 * ids.length * perToken),
      `${withRanks - without} more bytes`,
    );
    // Of an embedding that is not the head only the rows of the tokens are needed.
    const needed = tensorBytes - (tied ? 0 : 49_152 * perToken);
    assert.ok(withRanks < 1.02 * needed, `${withRanks} of ${needed}`);
    t.diagnostic(`${without} bytes without, ${withRanks} with ranks, ${needed} needed`);
  });
}

function rangeBytes(range = ''): number {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  return Number(to) + 1 - Number(from);
}

test('PyTorch files are streamed too: the same elements, with little more than their bytes', async (t) => {
  const bytes = readFileSync(new URL('fixtures/pytorch/gpt2-tied.bin', import.meta.url));
  const hub = await startFakeHub({ models: { 'owner/bin': { files: { 'pytorch_model.bin': bytes } } } });
  t.after(hub.close);
  const streamed = await openModel('owner/bin', { ...local, stream: true, hubEndpoint: hub.endpoint });
  const checkpoint = await openCheckpoint(streamed);
  const expected = await openCheckpoint(memorySource({ 'pytorch_model.bin': bytes }));
  assert.deepEqual([...checkpoint.tensors.keys()], [...expected.tensors.keys()]);
  await Promise.all(
    [...checkpoint.tensors.keys()].map(async (name) => {
      assert.deepEqual(await checkpoint.read(name), await expected.read(name), name);
    }),
  );
  await checkpoint.close();
  const tensors = [...checkpoint.tensors.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  assert.ok(hub.sentBytes('storage') <= bytes.length);
  t.diagnostic(
    `${hub.sentBytes('storage')} bytes of a file of ${bytes.length}, tensors ${tensors}; ${hub.requests.length} requests`,
  );
});

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { type Corpus, readCorpusFile, textCorpus } from '../src/corpora/index.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { PerplexityResult } from '../src/results/index.ts';

/** What the tools themselves give on the same files: tools/reference/make_protocol_fixtures.py */
const fixtures = new URL('fixtures/protocols/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
interface Guide {
  maxLength: number;
  stride: number;
  seqLen: number;
  nllSum: number;
  tokens: number;
  perplexity: number;
}
interface Rolling {
  maxLength: number;
  prefixTokenId: number;
  loglikelihoods: number[];
  words: number[];
  bytes: number[];
  wordPerplexity: number;
  bytePerplexity: number;
  bitsPerByte: number;
}
const expected: {
  guide: (Guide & { model: string; source: 'text' | 'documents' })[];
  rolling: (Rolling & { model: string; addBosToken: boolean | null })[];
} = read('expected.json');

let folder: string;
const corpora: Partial<Record<'text' | 'documents', Corpus>> = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'protocols-'));
  for (const name of ['g0', 'l0']) {
    cpSync(new URL(`../../../examples/models/${name}`, import.meta.url), join(folder, name), { recursive: true });
    cpSync(join(folder, name), join(folder, `${name}-bos`), { recursive: true });
    addBos(join(folder, `${name}-bos`));
  }
  const path = (name: string) => fileURLToPath(new URL(name, fixtures));
  corpora.text = await readCorpusFile({ id: 'text', path: path('text.txt'), format: 'text' });
  corpora.documents = await readCorpusFile({ id: 'documents', path: path('documents.jsonl'), format: 'jsonl' });
});
after(() => rmSync(folder, { recursive: true }));

/** The change that the script makes: the tokenizer puts <|endoftext|> before a text. */
function addBos(model: string): void {
  const [definition, config] = ['tokenizer.json', 'tokenizer_config.json'].map((file) => join(model, file));
  const token = { SpecialToken: { id: '<|endoftext|>', type_id: 0 } };
  const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  const processor = {
    type: 'TemplateProcessing',
    single: [token, sequence('A', 0)],
    pair: [sequence('A', 0), sequence('B', 1)],
    special_tokens: { '<|endoftext|>': { id: '<|endoftext|>', ids: [1023], tokens: ['<|endoftext|>'] } },
  };
  writeFileSync(
    definition,
    JSON.stringify({ ...JSON.parse(readFileSync(definition, 'utf8')), post_processor: processor }),
  );
  const { add_bos_token, ...rest } = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify({ ...rest, tokenizer_class: 'PreTrainedTokenizerFast' }));
}

async function run(
  model: string,
  options: { corpus?: Corpus; corporaDir?: string; perplexity: object },
): Promise<PerplexityResult> {
  const result = await runPerplexity({
    request: { model: resolve(folder, model), tasks: ['perplexity'], perplexity: options.perplexity },
    corpus: options.corpus,
    corporaDir: options.corporaDir,
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
  });
  const stored = JSON.parse(JSON.stringify(result));
  assert.ok(Value.Check(PerplexityResult, stored), JSON.stringify(Value.Errors(PerplexityResult, stored)[0]));
  return result;
}

// The tolerance on total nats; both sides compute in float32, and the guide adds up in float32 too.
const tolerance = 1e-5;
const close = (actual: number, wanted: number, what: string) =>
  assert.ok(Math.abs(actual / wanted - 1) < tolerance, `${what}: ${actual}, expected ${wanted}`);

async function sameAsGuide(
  model: string,
  corpus: Corpus,
  { maxLength, stride, seqLen, nllSum, tokens, perplexity }: Guide,
): Promise<void> {
  const result = await run(model, { corpus, perplexity: { mode: 'transformers-guide', maxLength, stride } });
  assert.equal(result.protocol.tokenizer.tokens, seqLen);
  assert.equal(result.guideTokens, tokens);
  close(result.guideNllNats!, nllSum, 'nll_sum');
  close(result.perplexity, perplexity, 'ppl');
  assert.equal(result.scoredTokens, stride === maxLength ? tokens : seqLen - 1);
}

async function sameAsHarness(model: string, wanted: Rolling, { bos }: { bos: 'never' | 'tokenizer' }): Promise<void> {
  const { maxLength } = wanted;
  const result = await run(model, {
    corpus: corpora.documents!,
    perplexity: { mode: 'lm-eval-rolling', maxLength, bos },
  });
  assert.equal(result.protocol.prefixTokenId, wanted.prefixTokenId);
  assert.deepEqual(
    result.documents!.map(({ words }) => words),
    wanted.words,
  );
  assert.deepEqual(
    result.documents!.map(({ sizeBytes }) => sizeBytes),
    wanted.bytes,
  );
  for (const [index, loglikelihood] of wanted.loglikelihoods.entries()) {
    const { nllNats } = result.documents![index];
    if (loglikelihood === 0) assert.equal(nllNats, 0);
    else close(nllNats, -loglikelihood, `document ${index}`);
  }
  close(result.nllNats, -wanted.loglikelihoods.reduce((sum, value) => sum + value, 0), 'total nats');
  close(result.bitsPerByte, wanted.bitsPerByte, 'bits_per_byte');
  close(result.bytePerplexity, wanted.bytePerplexity, 'byte_perplexity');
  close(Math.log(result.wordPerplexity!), Math.log(wanted.wordPerplexity), 'ln word_perplexity');
}

for (const { model, source, ...wanted } of expected.guide) {
  const { maxLength, stride } = wanted;
  test(`the Transformers guide on ${source} with ${model}, window ${maxLength}, stride ${stride}`, () =>
    sameAsGuide(join(folder, model), corpora[source]!, wanted));
}

for (const { model, addBosToken, ...wanted } of expected.rolling) {
  test(`lm-evaluation-harness with ${model}, max_length ${wanted.maxLength}, add_bos_token ${addBosToken}`, () =>
    sameAsHarness(join(folder, model), wanted, { bos: addBosToken === false ? 'never' : 'tokenizer' }));
}

const smollm2 =
  process.env.MODEL_TRACE_SMOLLM2 || fileURLToPath(new URL('../../../.models/smollm2-135m', import.meta.url));
const skip = existsSync(smollm2) ? false : `SmolLM2-135M is not in ${smollm2}: see tools/reference/unpack_smollm2.py`;

test('both tools agree on a trained model of 135 M parameters', { skip }, async () => {
  const trained: { guide: Guide; rolling: Rolling } = read('expected-smollm2.json');
  await sameAsGuide(smollm2, corpora.documents!, trained.guide);
  await sameAsHarness(smollm2, trained.rolling, { bos: 'tokenizer' });
});

test('a registered corpus is measured as the same file by name, and refused when it changed', async () => {
  const corporaDir = mkdtempSync(join(folder, 'corpora-'));
  cpSync(new URL('documents.jsonl', fixtures), join(corporaDir, 'documents.jsonl'));
  const { sha256 } = corpora.documents!;
  const entry = { id: 'mine', file: 'documents.jsonl', format: 'jsonl', sha256 };
  writeFileSync(join(corporaDir, 'corpora.json'), JSON.stringify({ corpora: [entry] }));
  const registered = await run('g0', { corporaDir, perplexity: { corpus: 'mine' } });
  const named = await run('g0', { corpus: corpora.documents, perplexity: {} });
  assert.equal(registered.nllNats, named.nllNats);
  assert.deepEqual(registered.protocol.text, { ...named.protocol.text, id: 'mine' });
  assert.equal(registered.protocol.text.sha256, sha256);
  const first = await run('g0', { corporaDir, perplexity: { corpus: 'mine', limit: 2 } });
  assert.deepEqual(first.documents, registered.documents!.slice(0, 2));
  assert.equal(first.protocol.text.limit, 2);
  writeFileSync(join(corporaDir, 'documents.jsonl'), '{"text":"another"}\n');
  await assert.rejects(run('g0', { corporaDir, perplexity: { corpus: 'mine' } }), { code: 'CORPUS_CHANGED' });
  await assert.rejects(run('g0', { corporaDir, perplexity: { corpus: 'films' } }), { code: 'CORPUS_UNKNOWN' });
  await assert.rejects(run('g0', { perplexity: { corpus: 'mine' } }), { code: 'CORPUS_UNKNOWN' });
});

test('documents stay apart in the default mode: each as if it were alone', async () => {
  const all = await run('l0', { corpus: corpora.documents, perplexity: { stride: 64 } });
  for (const index of [0, 3, 4]) {
    const text = corpora.documents!.documents[index];
    const corpus = textCorpus({ id: 'one', text });
    if (text === '') assert.equal(all.documents![index].scoredTokens, 0);
    else {
      const alone = await run('l0', { corpus, perplexity: { stride: 64 } });
      close(all.documents![index].nllNats, alone.nllNats, `document ${index}`);
      assert.equal(all.documents![index].tokens - 1, alone.scoredTokens);
    }
  }
});

test('the BOS policy says how a text begins, and a tokenizer without the token is refused', async () => {
  const ids = async (model: string, bos: string) =>
    (await run(model, { perplexity: { bos } })).tokens.slice(0, 2).map(({ id }) => id);
  const plain = await ids('g0', 'tokenizer');
  assert.deepEqual(await ids('g0', 'never'), plain);
  assert.deepEqual(await ids('g0', 'always'), [1023, plain[0]]);
  assert.deepEqual(await ids('g0-bos', 'tokenizer'), [1023, plain[0]]);
  assert.deepEqual(await ids('g0-bos', 'always'), [1023, plain[0]]);
  assert.deepEqual(await ids('g0-bos', 'never'), plain);
  const { protocol } = await run('g0-bos', { perplexity: { bos: 'always' } });
  assert.deepEqual([protocol.bos, protocol.tokenizer.specialTokensAdded], ['always', [1023]]);

  const without = join(folder, 'g0-none');
  cpSync(join(folder, 'g0'), without, { recursive: true });
  writeFileSync(join(without, 'tokenizer_config.json'), '{"tokenizer_class":"PreTrainedTokenizerFast"}');
  for (const perplexity of [{ bos: 'always' }, { mode: 'lm-eval-rolling' }])
    await assert.rejects(run('g0-none', { perplexity }), { code: 'BOS_MISSING' });
});

test('options that do not fit the model or each other are refused', async () => {
  const refused = (perplexity: object, code: string, message: RegExp) =>
    assert.rejects(run('g0', { perplexity }), { code, message });
  await refused({ maxLength: 129 }, 'PROTOCOL_INVALID', /129.*128/);
  await refused({ maxLength: 64, stride: 65 }, 'PROTOCOL_INVALID', /65.*64/);
  await refused({ stride: 129 }, 'PROTOCOL_INVALID', /129.*128/);
  await refused({ limit: 1 }, 'PROTOCOL_INVALID', /limit/);
  const long = textCorpus({ id: 'long', text: 'a b c d e '.repeat(40_000) });
  const many = run('g0', { corpus: long, perplexity: { stride: 1 } });
  await assert.rejects(many, { code: 'CORPUS_TOO_LARGE', fix: /stride/ });
});

test('a corpus of documents too short to score has nothing to measure', async () => {
  const corpus = { id: 'mine', sha256: '', documents: ['x', '', 'x'] };
  for (const mode of ['model-trace', 'lm-eval-rolling'] as const) {
    const measured = run('g0', { corpus, perplexity: { mode } });
    if (mode === 'model-trace') await assert.rejects(measured, { code: 'TEXT_EMPTY', message: /"mine"/ });
    else assert.equal((await measured).scoredTokens, 2);
  }
});

test('a result lists only so many tokens; a callback gets all', async () => {
  const corpus = textCorpus({ id: 'long', text: 'one two three four five six seven eight nine ten\n'.repeat(800) });
  let losses = 0;
  const result = await runPerplexity({
    request: { model: join(folder, 'g0'), tasks: ['perplexity'] },
    corpus,
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
    onTokenLosses: async (all) => {
      for (const { nllNats } of all) if (nllNats !== null) losses++;
    },
  });
  assert.ok(result.protocol.tokenizer.tokens > 8192);
  assert.deepEqual(result.tokens, []);
  assert.equal(losses, result.scoredTokens);
  assert.equal(result.documents!.length, 1);
});

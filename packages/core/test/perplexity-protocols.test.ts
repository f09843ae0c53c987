import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { type Corpus, readCorpusFile } from '../src/corpora/index.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { PerplexityResult } from '../src/results/index.ts';

/** What the tools themselves give on the same files: tools/reference/make_protocol_fixtures.py */
const fixtures = new URL('fixtures/protocols/', import.meta.url);
const expected: {
  guide: {
    model: string;
    source: 'text' | 'documents';
    maxLength: number;
    stride: number;
    seqLen: number;
    nllSum: number;
    tokens: number;
    perplexity: number;
  }[];
  rolling: {
    model: string;
    addBosToken: boolean | null;
    maxLength: number;
    prefixTokenId: number;
    loglikelihoods: number[];
    words: number[];
    bytes: number[];
    wordPerplexity: number;
    bytePerplexity: number;
    bitsPerByte: number;
  }[];
} = JSON.parse(readFileSync(new URL('expected.json', fixtures), 'utf8'));

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

async function run(model: string, options: { corpus: Corpus; perplexity: object }): Promise<PerplexityResult> {
  const result = await runPerplexity({
    request: { model: join(folder, model), tasks: ['perplexity'], perplexity: options.perplexity },
    corpus: options.corpus,
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

for (const { model, source, maxLength, stride, seqLen, nllSum, tokens, perplexity } of expected.guide) {
  test(`the Transformers guide on ${source} with ${model}, window ${maxLength}, stride ${stride}`, async () => {
    const result = await run(model, {
      corpus: corpora[source]!,
      perplexity: { mode: 'transformers-guide', maxLength, stride },
    });
    assert.equal(result.protocol.tokenizer.tokens, seqLen);
    assert.equal(result.guideTokens, tokens);
    close(result.guideNllNats!, nllSum, 'nll_sum');
    close(result.perplexity, perplexity, 'ppl');
    assert.equal(result.scoredTokens, stride === maxLength ? tokens : seqLen - 1);
  });
}

for (const wanted of expected.rolling) {
  const { model, addBosToken, maxLength } = wanted;
  test(`lm-evaluation-harness with ${model}, max_length ${maxLength}, add_bos_token ${addBosToken}`, async () => {
    const result = await run(model, {
      corpus: corpora.documents!,
      perplexity: { mode: 'lm-eval-rolling', maxLength, bos: addBosToken === false ? 'never' : 'tokenizer' },
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
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelTraceError } from '../errors.ts';
import { licenseOf, readModelCard, statedLicense } from './model-card.ts';
import type { ModelSource } from './model-source.ts';

/** A model of which only the card is read; null: it has none. */
function modelWith(card: string | null, readText = async () => card!): ModelSource {
  const files = new Map(card === null ? [] : [['README.md', { sizeBytes: card.length, sha256: null }]]);
  return { files, readText } as Partial<ModelSource> as ModelSource;
}
const withMetadata = (metadata: string) => `---\n${metadata}\n---\n# A model\n\nlicense: of-the-text\n`;

test('a licence is what the metadata of a card say, as the Hub reads them', async () => {
  const cases: [metadata: string, license: string | null][] = [
    ['license: mit', 'mit'],
    ['language: en\nlicense: "apache-2.0"  # stated by us\ntags: [x]', 'apache-2.0'],
    ["license: 'cc-by-4.0'\r", 'cc-by-4.0'],
    ['license:\n- mit\n- apache-2.0', 'mit'],
    ['license:\n  - "mit" # the first', 'mit'],
    ['license: other\nlicense_name: llama3.1', 'llama3.1'],
    ['license_name: gemma\nlicense: Other', 'gemma'],
    ['license: other', 'other'],
    ['license: mit\nlicense_name: ignored', 'mit'],
    ['license: unknown', null],
    ['license: # none yet', null],
    ['license: ~', null],
    ['license:\ntags:\n- mit', null],
    ['model-index:\n  license: mit', null],
    ['license_link: LICENSE', null],
    ['', null],
  ];
  for (const [metadata, license] of cases)
    assert.equal(await licenseOf(modelWith(withMetadata(metadata))), license, metadata);
});

test('a card without metadata states nothing, whatever its text says', async () => {
  assert.equal(await licenseOf(modelWith('license: mit\n')), null);
  assert.equal(await licenseOf(modelWith('text\n---\nlicense: mit\n---\n')), null);
  assert.equal(await licenseOf(modelWith(null)), null);
  const card = await readModelCard(modelWith(`\uFEFF${withMetadata('license: mit')}`));
  assert.deepEqual(card, { metadata: 'license: mit\n', text: '# A model\n\nlicense: of-the-text' });
});

test('a licence is short, and a card that cannot be read has none', async () => {
  assert.equal(statedLicense({ metadata: `license: ${'x'.repeat(5000)}\n`, text: '' })!.length, 100);
  const unreadable = modelWith('x', async () => {
    throw new ModelTraceError('HUB_UNAVAILABLE', 'away');
  });
  assert.equal(await licenseOf(unreadable), null);
});

test('metadata made to slow a reader down are read at once', () => {
  const metadata = `license: a${' '.repeat(1_000_000)}b${' '.repeat(1_000_000)}c\n`;
  const started = performance.now();
  statedLicense({ metadata, text: '' });
  assert.ok(performance.now() - started < 2_000);
});

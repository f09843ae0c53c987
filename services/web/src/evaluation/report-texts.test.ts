import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bibtex, markdownReport, modelIndex } from './report-texts.ts';

const about = {
  evaluation: {
    ...{ id: '01a210bb-972d-7000-ad4d-a5f5825477dd', model: 'own{e}r/na|me', base: 'a/b', commit: 'c'.repeat(40) },
    finishedAt: '2026-03-04T05:06:07.000Z',
  },
  result: {
    perplexity: {
      perplexity: 12.34567,
      bitsPerByte: 1.25,
      protocol: { text: { id: 'passage', sha256: '31'.repeat(32) } },
    },
    trace: {
      ...{ base: 'a/b', verdict: 'derived', localised: [{ statistic: 'csu-all', log10PValue: -2 }] },
      statistics: [{ statistic: 'csu', log10PValue: -2887.5 }],
      distances: [{ statistic: 'mode-connectivity', value: 0.123456 }],
      similarities: [{ statistic: 'embedding', value: 0.5 }],
    },
  },
  url: 'http://host/prefix/evaluations/01a210bb',
} as unknown as Parameters<typeof bibtex>[0];

test('BibTeX names model, base, day and address, and keeps its braces in pairs', () => {
  const text = bibtex(about);
  assert.match(text, /^@misc\{model-trace-01a210bb,/);
  assert.match(text, /title += \{\{Evaluation of owner\/na\|me against a\/b\}\}/);
  assert.match(text, /year += \{2026\}/);
  assert.match(text, /2026-03-04/);
  assert.equal(text.split('{').length, text.split('}').length);
});

test('Markdown is a table of the numbers, in which a model cannot end its cell', () => {
  const text = markdownReport(about);
  assert.ok(text.includes('| Perplexity | 12.35 |'), text);
  assert.ok(text.includes('| p (csu) | 10^-2887.5 |'));
  assert.ok(text.includes('| p (csu-all) | 0.01 |'));
  assert.ok(text.includes('| mode-connectivity | 0.1235 |'), text);
  assert.ok(text.includes('na\\|me'));
  assert.ok(text.endsWith('(http://host/prefix/evaluations/01a210bb)'));
});

test('model-index is YAML with a result for each task', () => {
  const text = modelIndex(about);
  assert.equal(
    text,
    `model-index:
- name: "na|me"
  results:
  - task:
      type: text-generation
    dataset:
      type: "passage"
      name: "passage (SHA-256 ${'31'.repeat(32)})"
    metrics:
      - type: perplexity
        name: "Perplexity"
        value: 12.34567
      - type: bits_per_byte
        name: "Bits per byte"
        value: 1.25
    source:
      name: model-trace
      url: "http://host/prefix/evaluations/01a210bb"
  - task:
      type: text-generation
    dataset:
      type: "a/b"
      name: "independence test against a/b"
    metrics:
      - type: log10_p_value
        name: "log10 p of csu"
        value: -2887.5
      - type: log10_p_value
        name: "log10 p of csu-all"
        value: -2
      - type: mode_connectivity
        name: "mode-connectivity"
        value: 0.123456
      - type: embedding
        name: "embedding"
        value: 0.5
    source:
      name: model-trace
      url: "http://host/prefix/evaluations/01a210bb"`,
  );
});

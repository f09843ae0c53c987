import { writeFileSync } from 'node:fs';
import { evasionMarkdown, evasionRows } from '../../packages/core/test/evasion/evasion-table.ts';

/** Writes docs/evasion.md: `node tools/evasion/write-table.ts`. packages/core/test/evasion.test.ts holds it to what is seen. */
const tables = [];
for (const kind of ['gpt2', 'llama'] as const) {
  const rows = await evasionRows(kind);
  tables.push(`<!-- ${kind} -->\n${evasionMarkdown(rows)}`);
}

const page = `# What hides descent, and from which statistic

Log10 p that each statistic gives for what was done to a model against that model, its base. Bold: the verdict is \`derived\`. A code: the
statistic refuses the pair. A statistic that is blind to something is shown as such: the last column says why, and which other sees it.

The models are small (tools/evasion/make_family.py: GPT-2 and Llama kinds of 3 blocks, width 64, trained for 0.9 to 5.6 million tokens; what
was trained and how is in packages/core/test/fixtures/evasion/family.json). With m hidden units a p-value is never below 2/m!: 10^-507 for one
block of 256 units, 10^-320 for one of 176, so the largest numbers here say "every unit agrees" and nothing about size. csu, csh and match
combine the blocks (Fisher); csu-all and match-all give the smallest of the p-values of all pairs of blocks, adjusted by Holm.

This page is written by \`node tools/evasion/write-table.ts\`; a test holds it to what the statistics say.

## GPT-2 kind (match is phi_2V)

${tables[0]}

## Llama kind (match is phi_MATCH)

${tables[1]}

## Which blocks

- Layers pruned and layers duplicated: csu-all and match-all name for every block the one that it came from (tested).
- \`deep-distilled\` was made by distilgpt2's recipe: blocks 0, 2, 4, 7, 9, 11 of a 12-block GPT-2 (\`deep-base\`), then trained on with half
  the loss of the next token and half the divergence from its teacher. csu-all and match-all name those six (tested).

## What was not tried

An adversary who retrains the subspace that a statistic looks at; quantisation with calibration (GPTQ, AWQ); merges of models from
different bases; distillation into a fresh initialisation, which leaves no weights to find.
`;
writeFileSync(new URL('../../docs/evasion.md', import.meta.url), page);

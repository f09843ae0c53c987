/**
 * Lists where @huggingface/tokenizers (what transformers.js tokenizes with) has other token ids than Python's transformers,
 * on the fixtures of packages/core/test/fixtures/tokenizers: 2,000 awkward strings for each kind of tokenizer. It is why
 * core runs tokenizer.json by its own code. Writes library-differences.json beside the fixtures and prints a table.
 *
 *     npx pnpm@12 --silent exec node tools/tokenizer-differences.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { kinds as allKinds, folder, readKind, strings } from '../packages/core/test/tokenizer-fixtures.ts';

const manifest = new URL('../node_modules/@huggingface/tokenizers/package.json', import.meta.url);
const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));

/** Examples that are kept of each kind. */
const examples = 3;

// Kinds named class-* say what a tokenizer class does to a file, which is not this library's part.
const names = allKinds.filter((kind) => !kind.startsWith('class-'));

const kinds = names.map((kind) => {
  const fixture = readKind(kind);
  const tokenizer = new Tokenizer(fixture.tokenizer, fixture.config);
  const wrong = strings.flatMap((text, i) => {
    const expected: number[] = fixture.ids[i];
    const found = idsOf(tokenizer, text);
    return String(found) === String(expected) ? [] : [{ text, expected, found }];
  });
  return { kind, wrong: wrong.length, of: strings.length, examples: wrong.slice(0, examples) };
});
kinds.sort((a, b) => b.wrong - a.wrong || a.kind.localeCompare(b.kind));
writeFileSync(
  new URL('library-differences.json', folder),
  `${JSON.stringify({ library: `@huggingface/tokenizers ${version}`, kinds }, null, 2)}\n`,
);
for (const { kind, wrong, of } of kinds) console.log(`${kind.padEnd(20)} ${String(wrong).padStart(5)} of ${of}`);

/** The ids, or what the library throws. */
function idsOf(tokenizer: Tokenizer, text: string): number[] | string {
  try {
    return tokenizer.encode(text, { add_special_tokens: false }).ids;
  } catch (error) {
    return `throws ${String(error).slice(0, 200)}`;
  }
}

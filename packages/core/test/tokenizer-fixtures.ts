import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Tokenizers of every kind and what transformers makes of awkward strings: tools/reference/make_tokenizer_fixtures.py */
export const folder = new URL('fixtures/tokenizers/', import.meta.url);
const read = (name: string) => JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder))).toString());

export interface Kind {
  like?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a file of another library
  tokenizer: any;
  config: Record<string, unknown>;
  modelType: string | null;
  vocabSize: number;
  specialTokensAdded: number[];
  decoded: Record<string, string>;
  /** One array for each string, or the ones that differ from those of the kind this one is like. */
  ids: Record<string, number[]>;
}

export const strings: string[] = read('strings');
export const kinds = readdirSync(folder)
  .filter((file) => file.endsWith('.json.gz') && file !== 'strings.json.gz')
  .map((file) => file.replace('.json.gz', ''));

/** A kind, with what it takes over from the one it is like. */
export function readKind(name: string): Kind {
  const kind: Kind = read(name);
  if (kind.like === undefined) return kind;
  const base = readKind(kind.like);
  const { vocab, merges } = base.tokenizer.model;
  kind.tokenizer.model = { vocab, merges, ...kind.tokenizer.model };
  const steps = kind.tokenizer.normalizer?.normalizers ?? [];
  for (const step of steps) {
    if (step.precompiled_charsmap === 'as in the base') {
      step.precompiled_charsmap = base.tokenizer.normalizer.precompiled_charsmap;
    }
  }
  return { ...kind, ids: { ...base.ids, ...kind.ids }, decoded: { ...base.decoded, ...kind.decoded } };
}

import type { ModelSource } from '../hub/index.ts';

const isTokenizerFile = (path: string) =>
  /^(tokenizer|tokenizer_config|vocab|merges|special_tokens_map|added_tokens|spiece)\b[^/]*$/.test(path);

/** A repository that has no tokenizer, with that of its base: all files of one or of the other, never mixed. */
export function withTokenizerOf(base: ModelSource, source: ModelSource): ModelSource {
  if (source.files.has('tokenizer.json')) return source;
  const own = [...source.files].filter(([path]) => !isTokenizerFile(path));
  const lent = [...base.files].filter(([path]) => isTokenizerFile(path));
  const from = (path: string) => (isTokenizerFile(path) ? base : source);
  return {
    ...source,
    files: new Map([...own, ...lent]),
    readText: (path, limits) => from(path).readText(path, limits),
    open: (path, options) => from(path).open(path, options),
  };
}

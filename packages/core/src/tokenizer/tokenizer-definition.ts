import type { AddedToken } from './added-tokens.ts';
import type { TokenizerDefinition } from './json-tokenizer.ts';
import type { Section } from './pre-tokenizer.ts';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * tokenizer.json, with the tokens that only tokenizer_config.json has. Its add_bos_token and add_eos_token say nothing
 * where there is a tokenizer.json: transformers 5 drops them, and takes the file's post-processor.
 */
export function tokenizerDefinition(tokenizer: unknown, config: unknown): TokenizerDefinition {
  if (!isObject(tokenizer) || !isObject(tokenizer.model)) throw new Error('tokenizer.json has no "model"');
  if (!isObject(config)) throw new Error('tokenizer_config.json is not an object');
  const addedTokens = (Array.isArray(tokenizer.added_tokens) ? tokenizer.added_tokens : []).map((token: unknown) =>
    addedToken(token, isObject(token) ? token.id : undefined),
  );
  if (isObject(config.added_tokens_decoder)) {
    const known = new Set(addedTokens.map(({ content }) => content));
    for (const [id, token] of Object.entries(config.added_tokens_decoder)) {
      const added = addedToken(token, Number(id));
      if (!known.has(added.content)) addedTokens.push(added);
    }
  }
  return {
    normalizer: section(tokenizer, 'normalizer'),
    preTokenizer: section(tokenizer, 'pre_tokenizer'),
    model: tokenizer.model,
    postProcessor: section(tokenizer, 'post_processor'),
    decoder: section(tokenizer, 'decoder'),
    addedTokens,
  };
}

function section(tokenizer: Json, name: string): Section | null {
  const value = tokenizer[name] ?? null;
  if (value !== null && !isObject(value)) throw new Error(`"${name}" is ${JSON.stringify(value)}`);
  return value;
}

function addedToken(token: unknown, id: unknown): AddedToken {
  const valid = isObject(token) && typeof token.content === 'string' && Number.isInteger(id) && (id as number) >= 0;
  if (!valid) throw new Error(`Not an added token: ${JSON.stringify(token)}`);
  return {
    id: id as number,
    content: token.content as string,
    singleWord: token.single_word === true,
    lstrip: token.lstrip === true,
    rstrip: token.rstrip === true,
    normalized: token.normalized === undefined ? token.special !== true : token.normalized === true,
  };
}

import type { AddedToken } from './added-tokens.ts';
import type { TokenizerDefinition } from './json-tokenizer.ts';
import type { Section } from './section.ts';
import { isTokenId } from './token-id.ts';
import { asTransformersClass, contentOf } from './transformers-class.ts';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * tokenizer.json, with the tokens that only tokenizer_config.json has. Its add_bos_token and add_eos_token say nothing
 * where there is a tokenizer.json: transformers 5 drops them, and takes the file's post-processor. config.json's model
 * type has a say in the class of the tokenizer.
 */
export function tokenizerDefinition(
  tokenizer: unknown,
  config: unknown,
  modelConfig: unknown,
): { definition: TokenizerDefinition; config: Json } {
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
  const definition = {
    normalizer: section(tokenizer, 'normalizer'),
    preTokenizer: section(tokenizer, 'pre_tokenizer'),
    model: tokenizer.model,
    postProcessor: section(tokenizer, 'post_processor'),
    decoder: section(tokenizer, 'decoder'),
    addedTokens,
  };
  const loaded = asTransformersClass(definition, config, isObject(modelConfig) ? modelConfig.model_type : null);
  return {
    ...loaded,
    definition: { ...loaded.definition, addedTokens: withSpecialTokens(loaded.definition, loaded.config) },
  };
}

const specialTokens = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'];

/** Special tokens that only the config names are looked for in texts too; one without an id gets the next. */
function withSpecialTokens({ addedTokens, model }: TokenizerDefinition, config: Json): AddedToken[] {
  const tokens = [...addedTokens];
  const vocabulary = isObject(model.vocab) ? model.vocab : {};
  const size = Array.isArray(model.vocab) ? model.vocab.length : Object.keys(vocabulary).length;
  const extra = [config.additional_special_tokens, config.extra_special_tokens].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  for (const stated of [...specialTokens.map((name) => config[name]), ...extra]) {
    const content = contentOf(stated);
    if (content === null || content === '' || tokens.some((token) => token.content === content)) continue;
    const last = tokens.reduce((most, { id }) => Math.max(most, id), -1);
    const id = Object.hasOwn(vocabulary, content) ? vocabulary[content] : last >= size ? last + 1 : size;
    tokens.push(addedToken(isObject(stated) ? { special: true, ...stated } : { content, special: true }, id));
  }
  return tokens;
}

function section(tokenizer: Json, name: string): Section | null {
  const value = tokenizer[name] ?? null;
  if (value !== null && !isObject(value)) throw new Error(`"${name}" is ${JSON.stringify(value)}`);
  return value;
}

function addedToken(token: unknown, id: unknown): AddedToken {
  if (!isObject(token) || typeof token.content !== 'string' || !isTokenId(id))
    throw new Error(`Not an added token: ${JSON.stringify(token)}`);
  return {
    id,
    content: token.content,
    singleWord: token.single_word === true,
    lstrip: token.lstrip === true,
    rstrip: token.rstrip === true,
    normalized: token.normalized === undefined ? token.special !== true : token.normalized === true,
  };
}

import { ModelTraceError } from '../errors.ts';
import type { TracedModel } from './traced-model.ts';

export type VocabularyCheck = 'identical-tokenizer' | 'same-tokens' | 'size-only';

/** A tokenizer.json of 250,000 tokens with merges is some 20 MB; the largest published ones stay under 40 MB. */
const maxTokenizerBytes = 100 * 2 ** 20;

/**
 * Checks that a token id means the same in both models: equal numbers of embedding rows, and equal id of every token where
 * both have a tokenizer.json.
 * @throws TRACE_VOCABULARY_MISMATCH
 */
export async function checkSharedVocabulary(model: TracedModel, base: TracedModel): Promise<VocabularyCheck> {
  if (model.spec.vocabSize !== base.spec.vocabSize) {
    throw vocabularyMismatch(
      `${model.source.id} has ${model.spec.vocabSize} tokens, its base ${base.source.id} has ${base.spec.vocabSize}`,
    );
  }
  const [ours, theirs] = await Promise.all([readTokenizer(model), readTokenizer(base)]);
  if (ours === null || theirs === null) return 'size-only';
  if (ours === theirs) return 'identical-tokenizer';
  const [ourIds, theirIds] = [tokenIds(ours), tokenIds(theirs)];
  for (const [token, id] of ourIds) {
    if (theirIds.get(token) !== id) {
      throw vocabularyMismatch(
        `token ${JSON.stringify(token)} has id ${id} in ${model.source.id} and ${theirIds.get(token) ?? 'none'} in ${base.source.id}`,
      );
    }
  }
  if (ourIds.size !== theirIds.size) {
    throw vocabularyMismatch(`the tokenizers have ${ourIds.size} and ${theirIds.size} tokens`);
  }
  return 'same-tokens';
}

export function vocabularyMismatch(what: string): ModelTraceError {
  return new ModelTraceError('TRACE_VOCABULARY_MISMATCH', `The models do not share a vocabulary: ${what}`, {
    fix: 'Use --statistic csu, which compares weights and needs no tokens',
  });
}

export async function readTokenizer({ source }: TracedModel): Promise<string | null> {
  if (!source.files.has('tokenizer.json')) return null;
  return source.readText('tokenizer.json', { maxBytes: maxTokenizerBytes });
}

/** Token -> id of a tokenizer.json: BPE and WordPiece list a map, Unigram an array of [token, score]; added tokens override. */
export function tokenIds(text: string): Map<string, number> {
  const { model, added_tokens: added } = parseTokenizer(text);
  const entries: [string, number][] = Array.isArray(model?.vocab)
    ? model.vocab.map(([token]: [string, number], id: number) => [token, id])
    : Object.entries(model?.vocab ?? {});
  const ids = new Map(entries);
  for (const { content, id } of added ?? []) ids.set(content, id);
  return ids;
}

interface TokenizerJson {
  model?: { vocab?: Record<string, number> | [string, number][] };
  added_tokens?: { content: string; id: number }[];
}

function parseTokenizer(text: string): TokenizerJson {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelTraceError('TOKENIZER_INVALID', 'tokenizer.json is not JSON', { cause });
  }
}

import { createHash } from 'node:crypto';
import type { TraceResult } from '../results/index.ts';
import { alignTokenizations } from './align-tokenizations.ts';
import { describeTokens } from './describe-tokens.ts';
import { sharedRows } from './shared-rows.ts';
import type { TracedModel } from './traced-model.ts';
import { uniformTokenIds } from './uniform-token-ids.ts';

/** What activations of two models are taken on: rows of one model's activations stand for the same as those of the other. */
export interface ActivationInput {
  readonly base: SideInput;
  readonly model: SideInput;
  readonly description: NonNullable<TraceResult['protocol']['activations']>;
}

export interface SideInput {
  readonly sequences: readonly Int32Array[];
  /** Positions that are compared, counted over all sequences; null: all. */
  readonly positions: Int32Array | null;
}

interface Pair {
  readonly model: TracedModel;
  readonly base: TracedModel;
}

/**
 * The input of activation statistics: token ids that were given; else a text, at the positions where both tokenizations end at
 * the same character; else seeded uniform random tokens that both vocabularies have.
 *
 * What is compared is chosen by texts, tokenizers and a seed, never by weights. So given the input the units of an
 * independent model are as exchangeable as on any other, and csh stays exact.
 * @throws TRACE_VOCABULARY_MISMATCH, TRACE_TEXT_UNALIGNED; of a text also TOKENIZER_MISSING, TOKENIZER_INVALID
 */
export async function activationInput(options: {
  pair: Pair;
  tokens: readonly Int32Array[] | undefined;
  text: string | undefined;
  vocabulary: TraceResult['protocol']['vocabulary'];
  seed: number;
}): Promise<ActivationInput> {
  const { pair, tokens, text, vocabulary, seed } = options;
  if (tokens !== undefined) return alike(tokens, describeTokens(tokens, null)!);
  if (text !== undefined) return onText(pair, text);
  const { model, base } = pair;
  const contextLength = Math.min(model.spec.contextLength, base.spec.contextLength);
  if (vocabulary !== 'shared-tokens') {
    const ids = uniformTokenIds({ vocabSize: model.spec.vocabSize, contextLength, seed });
    return alike(ids, describeTokens(ids, seed)!);
  }
  const shared = await sharedRows(pair);
  const drawn = uniformTokenIds({ vocabSize: shared.model.length, contextLength, seed });
  const idsOf = (rows: Int32Array) => drawn.map((sequence) => sequence.map((index) => rows[index]));
  const [ours, theirs] = [idsOf(shared.model), idsOf(shared.base)];
  return {
    model: { sequences: ours, positions: null },
    base: { sequences: theirs, positions: null },
    description: {
      ...describeTokens(ours, seed)!,
      baseSha256: describeTokens(theirs, seed)!.sha256,
      sharedTokens: shared.model.length,
    },
  };
}

function alike(sequences: readonly Int32Array[], description: ActivationInput['description']): ActivationInput {
  const side = { sequences, positions: null };
  return { model: side, base: side, description };
}

async function onText(pair: Pair, text: string): Promise<ActivationInput> {
  const { model, base } = await alignTokenizations(pair, text);
  return {
    model,
    base,
    description: {
      ...describeTokens(model.sequences, null)!,
      source: 'text',
      baseSha256: describeTokens(base.sequences, null)!.sha256,
      textSha256: createHash('sha256').update(text).digest('hex'),
      positions: model.positions!.length,
    },
  };
}

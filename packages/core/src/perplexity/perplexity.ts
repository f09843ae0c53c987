import type { ModelSpec } from '../architectures/index.ts';
import { type Corpus, textCorpus } from '../corpora/index.ts';
import { compareWindows, type EngineRun, type RunnableModel, scoreWindows } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import {
  maxListedDocuments,
  maxListedTokens,
  type PerplexityComparison,
  type PerplexityResult,
  type Provenance,
} from '../results/index.ts';
import type { Tokenizer } from '../tokenizer/index.ts';
import type { Checkpoint } from '../weights/index.ts';
import { documentStandardError } from './document-standard-error.ts';
import { neumaierSum } from './neumaier-sum.ts';
import { passage } from './passage.ts';
import { documentSeparator, type Plan, planWindows } from './plan.ts';
import { type Protocol, type ProtocolOptions, protocolFor } from './protocol.ts';
import { summarize } from './summarize.ts';
import { summarizeComparison } from './summarize-comparison.ts';
import { addSizes } from './text-size.ts';

export interface PerplexityOptions extends EngineRun {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
  /** Default the fixed passage. */
  readonly corpus?: Corpus;
  /** Default: windows of the context length, without overlap, each document by itself. */
  readonly protocol?: ProtocolOptions;
  /** Compare the predictions with those of this model, whose token ids mean the same. */
  readonly base?: RunnableModel;
  /** Gets the loss and the rank of every token, of which the measurement lists only so many. */
  readonly onTokenLosses?: (losses: Iterable<TokenLoss>) => Promise<void>;
}

/** What was measured and how; the caller adds which model and which code. */
export interface PerplexityMeasurement extends Omit<PerplexityResult, 'model' | 'commit' | 'protocol' | 'comparison'> {
  readonly comparison?: PerplexityComparison;
  readonly protocol: Omit<PerplexityResult['protocol'], keyof Provenance | 'model'>;
}

/** One line of the losses that do not fit into a result. */
export interface TokenLoss {
  readonly document: number;
  readonly position: number;
  readonly id: number;
  readonly text: string;
  /** Null: not scored. */
  readonly nllNats: number | null;
  /** 1 + the number of tokens that the model gives a larger logit; null: not scored. */
  readonly rank: number | null;
}

/**
 * Perplexity of a model on a corpus: exp of the mean of -ln p(token | tokens before it in its window), over the tokens
 * that have one before them; the modes are those of `planWindows`. By default, for a text within the context, this is
 * exp(loss) of transformers' `AutoModelForCausalLM(**tokenizer(text), labels=input_ids)`; a longer one is cut into
 * consecutive windows of the context length. Tokens are weighted, never windows (but in the mode transformers-guide).
 * @throws TEXT_EMPTY, PROTOCOL_INVALID, BOS_MISSING, TOKEN_OUT_OF_RANGE, and what `scoreWindows` throws
 */
export async function perplexity(options: PerplexityOptions): Promise<PerplexityMeasurement> {
  const { tokenizer, corpus = textCorpus(passage()), protocol: wanted = {}, base, onTokenLosses, ...engine } = options;
  const { checkpoint, spec } = engine;
  const protocol = protocolFor(wanted, spec);
  const plan = planCorpus(corpus, { tokenizer, protocol });
  if (base !== undefined) requireContext(plan, base.spec);
  const run = {
    ...{ ...engine, windows: plan.windows },
    ranksInto: isListed(plan) || onTokenLosses !== undefined ? new Int32Array(countTargets(plan)) : undefined,
  };
  const comparison = base === undefined ? null : await compareWindows({ ...run, model: { checkpoint, spec }, base });
  const losses = comparison?.losses ?? (await scoreWindows(run));
  const { measurement, tokenLosses } = measured(losses, { plan, corpus, tokenizer, protocol, ranks: run.ranksInto });
  await onTokenLosses?.(tokenLosses());
  return comparison === null ? measurement : { ...measurement, comparison: summarizeComparison(comparison) };
}

/** @throws PROTOCOL_INVALID when a window is longer than the context of the base */
function requireContext({ windows }: Plan, { contextLength }: ModelSpec): void {
  const longest = windows.reduce((most, { input }) => Math.max(most, input.length), 0);
  if (longest <= contextLength) return;
  throw new ModelTraceError(
    'PROTOCOL_INVALID',
    `Windows of ${longest} tokens are longer than the context of the base, ${contextLength}`,
    { fix: `Set maxLength to at most ${contextLength}`, details: { longest, contextLength } },
  );
}

/** @throws TEXT_EMPTY when there is nothing to score */
export function planCorpus(corpus: Corpus, options: { tokenizer: Tokenizer; protocol: Protocol }): Plan {
  const name = JSON.stringify(corpus.id);
  if (corpus.documents.every((text) => text.length === 0)) {
    throw new ModelTraceError('TEXT_EMPTY', `The text ${name} is empty`);
  }
  const plan = planWindows(corpus.documents, options);
  if (plan.windows.every(({ targets }) => targets.length === 0)) {
    throw new ModelTraceError('TEXT_EMPTY', `The text ${name} has no token with another before it`, {
      details: { tokens: plan.documents.reduce((sum, { tokens }) => sum + tokens.length, 0) },
    });
  }
  return plan;
}

const countTokens = ({ documents }: Plan): number => documents.reduce((sum, { tokens }) => sum + tokens.length, 0);

const countTargets = ({ windows }: Plan): number => windows.reduce((sum, { targets }) => sum + targets.length, 0);

/** Whether a result lists the tokens one by one. */
const isListed = (plan: Plan): boolean => countTokens(plan) <= maxListedTokens;

interface MeasuredOptions {
  plan: Plan;
  corpus: Corpus;
  tokenizer: Tokenizer;
  protocol: Protocol;
  /** Of the targets, as the losses; needed where tokens are listed. */
  ranks?: Int32Array;
}

/** @param losses  of the targets of the plan's windows, in order */
export function measured(
  losses: Float64Array,
  { plan, corpus, tokenizer, protocol, ranks }: MeasuredOptions,
): { measurement: PerplexityMeasurement; tokenLosses(): Iterable<TokenLoss> } {
  const { documents, windows } = plan;
  const byDocument = documents.map(({ tokens }) => new Float64Array(tokens.length).fill(Number.NaN));
  const ranksByDocument = documents.map(({ tokens }) => new Int32Array(ranks === undefined ? 0 : tokens.length));
  const guide = { nllNats: 0, tokens: 0 };
  let next = 0;
  for (const { document, position, targets, lossTokens } of windows) {
    const own = losses.subarray(next, next + targets.length);
    if (ranks !== undefined) ranksByDocument[document].set(ranks.subarray(next, next + targets.length), position);
    next += targets.length;
    byDocument[document].set(own, position);
    if (lossTokens === null || own.length === 0) continue;
    guide.nllNats += (neumaierSum(own, (loss) => loss) * lossTokens) / own.length;
    guide.tokens += lossTokens;
  }
  const isGuide = protocol.mode === 'transformers-guide';
  const lossesOf = documents.map(({ tokens, size }, index) => {
    const scored = byDocument[index].filter((loss) => !Number.isNaN(loss));
    return {
      tokens: tokens.length,
      scoredTokens: scored.length,
      nllNats: neumaierSum(scored, (loss) => loss),
      ...size,
    };
  });
  const size = addSizes(documents.map((document) => document.size));
  const tokens = countTokens(plan);

  function* tokenLosses(): Iterable<TokenLoss> {
    for (const [document, { tokens: ids }] of documents.entries()) {
      for (const [position, id] of ids.entries()) {
        const loss = byDocument[document][position];
        const scores = Number.isNaN(loss)
          ? { nllNats: null, rank: null }
          : { nllNats: loss, rank: ranksByDocument[document][position] };
        yield { document, position, id, text: tokenizer.decodeToken(id), ...scores };
      }
    }
  }

  const { id, sha256, field, limit } = corpus;
  return {
    measurement: {
      ...summarize(losses, { ...size, ...(isGuide && { meanNllNats: guide.nllNats / guide.tokens }) }),
      documentStandardErrorNats: documentStandardError(lossesOf),
      ...(isGuide && { guideNllNats: guide.nllNats, guideTokens: guide.tokens }),
      tokens: isListed(plan) ? Array.from(tokenLosses(), ({ document, position, ...listed }) => listed) : [],
      documents: documents.length > maxListedDocuments ? [] : lossesOf,
      protocol: {
        text: {
          ...{ id, sha256, ...size, words: Math.max(1, size.words), documents: documents.length },
          ...(field !== undefined && { field }),
          ...(limit !== undefined && { limit }),
        },
        tokenizer: {
          file: tokenizer.file,
          sha256: tokenizer.sha256,
          tokens,
          specialTokensAdded: [...plan.specialTokens],
        },
        mode: protocol.mode,
        bos: protocol.bos,
        prefixTokenId: plan.prefixTokenId,
        ...(isGuide && { separator: documentSeparator }),
        windowTokens: protocol.windowTokens,
        strideTokens: protocol.strideTokens,
        unscored: plan.unscored,
      },
    },
    tokenLosses,
  };
}

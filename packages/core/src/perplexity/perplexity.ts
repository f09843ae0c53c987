import { createHash } from 'node:crypto';
import type { ModelSpec } from '../architectures/index.ts';
import {
  type ComputeDtype,
  type EngineProgress,
  type HiddenMemory,
  type Provider,
  scoreSequences,
} from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import type { PerplexityResult, Provenance } from '../results/index.ts';
import type { Tokenizer } from '../tokenizer/index.ts';
import type { Checkpoint } from '../weights/index.ts';
import { type NamedText, passage } from './passage.ts';
import { type PerplexitySummary, summarize } from './summarize.ts';
import { consecutiveWindows } from './windows.ts';

export interface PerplexityOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly tokenizer: Tokenizer;
  /** Default the fixed passage. */
  readonly text?: NamedText;
  readonly provider: Provider;
  /** Default float32. */
  readonly computeDtype?: ComputeDtype;
  readonly memory?: HiddenMemory;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/** What was measured and how; the caller adds which model and which code. */
export interface PerplexityMeasurement extends PerplexitySummary {
  readonly tokens: PerplexityResult['tokens'];
  readonly protocol: Omit<PerplexityResult['protocol'], keyof Provenance | 'model'>;
}

/**
 * Perplexity of a model on a text: exp of the mean of -ln p(token | tokens before it in its window), over the tokens
 * that have one before them. For a text within the context this is exp(loss) of transformers'
 * `AutoModelForCausalLM(**tokenizer(text), labels=input_ids)`; a longer one is cut into consecutive windows of the
 * context length. Tokens are weighted, never windows.
 * @throws TEXT_EMPTY, TOKEN_OUT_OF_RANGE, and what `scoreSequences` throws
 */
export async function perplexity(options: PerplexityOptions): Promise<PerplexityMeasurement> {
  const { spec, tokenizer, text: named = passage(), ...engine } = options;
  const { id, text } = named;
  if (text.length === 0) throw new ModelTraceError('TEXT_EMPTY', `The text ${JSON.stringify(id)} is empty`);
  const tokens = tokenizer.encode(text);
  const windowTokens = spec.contextLength;
  const windows = consecutiveWindows(tokens, windowTokens);
  if (!windows.some(({ length }) => length > 1)) {
    throw new ModelTraceError('TEXT_EMPTY', `The text ${JSON.stringify(id)} has no token with another before it`, {
      details: { tokens: tokens.length },
    });
  }
  const nll = (await scoreSequences({ ...engine, spec, sequences: windows })).flatMap((losses) => [...losses]);
  const bytes = new TextEncoder().encode(text);
  const size = { sizeBytes: bytes.length, words: Math.max(1, text.split(/\s+/).filter((word) => word !== '').length) };
  return {
    ...summarize(
      nll.filter((loss) => !Number.isNaN(loss)),
      size,
    ),
    tokens: Array.from(tokens, (token, index) => ({
      id: token,
      text: tokenizer.decodeToken(token),
      nllNats: Number.isNaN(nll[index]) ? null : nll[index],
    })),
    protocol: {
      text: { id, sha256: createHash('sha256').update(bytes).digest('hex'), ...size },
      tokenizer: {
        file: tokenizer.file,
        sha256: tokenizer.sha256,
        tokens: tokens.length,
        specialTokensAdded: [...tokenizer.specialTokensAdded],
      },
      windowTokens,
      strideTokens: windowTokens,
      unscored: 'the first token of each window',
    },
  };
}

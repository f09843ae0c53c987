import { ModelTraceError } from '../errors.ts';
import type { BosPolicy, PerplexityMode, PerplexityOptions } from '../results/index.ts';

export type ProtocolOptions = Pick<PerplexityOptions, 'mode' | 'maxLength' | 'stride' | 'bos'>;

/** The options of a request with their defaults for one model. */
export interface Protocol {
  readonly mode: PerplexityMode;
  readonly windowTokens: number;
  readonly strideTokens: number;
  readonly bos: BosPolicy;
}

/** @throws PROTOCOL_INVALID when windows are longer than the context, or leave tokens out */
export function protocolFor(options: ProtocolOptions, { contextLength }: { contextLength: number }): Protocol {
  const { mode = 'model-trace', maxLength = contextLength, stride = maxLength, bos = 'tokenizer' } = options;
  if (maxLength > contextLength) {
    throw new ModelTraceError(
      'PROTOCOL_INVALID',
      `Windows of ${maxLength} tokens are longer than the context of the model, ${contextLength}`,
      { fix: `Set maxLength to at most ${contextLength}`, details: { maxLength, contextLength } },
    );
  }
  if (stride > maxLength) {
    throw new ModelTraceError(
      'PROTOCOL_INVALID',
      `A stride of ${stride} tokens leaves out tokens between windows of ${maxLength}`,
      { fix: `Set stride to at most ${maxLength}`, details: { stride, maxLength } },
    );
  }
  return { mode, windowTokens: maxLength, strideTokens: stride, bos };
}

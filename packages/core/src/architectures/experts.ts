import { ModelTraceError } from '../errors.ts';
import type { ConfigReader } from './config-reader.ts';
import { limits } from './limits.ts';

/** Sizes of a mixture of experts. */
export interface ExpertCounts {
  /** In each block. */
  readonly experts: number;
  /** That each token passes. */
  readonly perToken: number;
}

/** @throws CONFIG_INVALID */
export function expertCounts(
  config: ConfigReader,
  { keys, blocks, defaults }: { keys: readonly string[]; blocks: number; defaults: ExpertCounts },
): ExpertCounts {
  const experts = config.integer(keys, { max: limits.experts, default: defaults.experts });
  const perToken = config.integer('num_experts_per_tok', { max: limits.experts, default: defaults.perToken });
  if (perToken > experts) {
    throw new ModelTraceError(
      'CONFIG_INVALID',
      `config.json: num_experts_per_tok is ${perToken}, expected at most the ${experts} experts of a block`,
    );
  }
  if (experts * blocks > limits.expertsOfAllBlocks) {
    throw new ModelTraceError(
      'CONFIG_INVALID',
      `config.json: ${experts} experts in each of ${blocks} blocks, expected at most ${limits.expertsOfAllBlocks} in all`,
    );
  }
  return { experts, perToken };
}

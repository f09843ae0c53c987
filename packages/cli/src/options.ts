import { readFileSync } from 'node:fs';
import { ModelTraceError } from '@model-trace/core/errors';
import type { RankedTaskId, StatisticId } from '@model-trace/core/results';
import { InvalidArgumentError } from 'commander';

/** Every id, in the order of lists; the compiler says when one is missing. (Not read from the schema: that loads slowly.) */
export const statisticIds = Object.keys({
  csu: true,
  csh: true,
  match: true,
  'csu-all': true,
  'match-all': true,
  l2: true,
  cos: true,
  jsd: true,
  'mode-connectivity': true,
  qk: true,
  embedding: true,
} satisfies Record<StatisticId, true>) as StatisticId[];

export const defaultStatisticsText = 'csu, csh, match';

export const taskIds: readonly RankedTaskId[] = ['perplexity', 'trace'];

/** Reads `a,b` where each must be one of `allowed`, named once. */
export function listOf<T extends string>(allowed: readonly T[]): (value: string) => T[] {
  return (value) =>
    value.split(',').map((item, index, all) => {
      const found = allowed.find((one) => one === item);
      if (found === undefined) throw new InvalidArgumentError(`"${item}" is none of ${allowed.join(', ')}.`);
      if (all.indexOf(item) < index) throw new InvalidArgumentError(`"${item}" is named twice.`);
      return found;
    });
}

export function integerFrom(min: number, max: number): (value: string) => number {
  return (value) => {
    if (/^-?\d+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** `0:0,2:1`: pairs of base block and block of the model. */
export function blockPairs(value: string): [baseBlock: number, block: number][] {
  return value.split(',').map((pair) => {
    const match = /^(\d{1,6}):(\d{1,6})$/.exec(pair);
    if (match === null) throw new InvalidArgumentError(`"${pair}" is not a pair base:model such as 0:0.`);
    return [Number(match[1]), Number(match[2])];
  });
}

/** The decimal logarithm of a p-value that is given as such (1e-6) or as its logarithm (-6). */
export function log10Threshold(value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (number > 0 && number < 1) return Math.log10(number);
  if (number < 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('It must be a p-value between 0 and 1, or its negative decimal logarithm.');
}

/** The text of a file that the command line names. @throws USAGE when it cannot be read */
export function readTextFile(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : code;
    throw new ModelTraceError('USAGE', `Cannot read ${path}: ${why}`, { cause });
  }
}

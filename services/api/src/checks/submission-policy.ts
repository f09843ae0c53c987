/** What becomes of a submission that lacks what the operator would like it to have. */
export type CheckMode = 'refuse' | 'warn' | 'ignore';

/** What an operator asks of submissions besides that they can be evaluated. */
export interface SubmissionPolicy {
  license: CheckMode;
  modelCard: CheckMode;
  /** Bytes of weights at the most, by their number format as config.json names it; `*` for all others. None: any size. */
  maxWeightBytes: Readonly<Record<string, number>>;
  /** Ids of models, `*` for any characters, that are not evaluated; case does not count, as on the Hub. */
  doNotSubmit: readonly string[];
}

export const defaultPolicy: SubmissionPolicy = {
  ...{ license: 'warn', modelCard: 'warn' },
  ...{ maxWeightBytes: {}, doNotSubmit: [] },
};

/** The entry of a list that a model id matches; undefined: none. */
export function matchingPattern(id: string, patterns: readonly string[]): string | undefined {
  return patterns.find((pattern) => matchesGlob(id.toLowerCase(), pattern.toLowerCase()));
}

/** `*` stands for any characters. Linear in the text: the operator's list must not be a way to stop the service. */
function matchesGlob(text: string, pattern: string): boolean {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  const last = rest.pop()!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** The lines of a file of patterns; `#` begins a comment. */
export function parsePatterns(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

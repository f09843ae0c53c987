import type { Verdict } from '../results/index.ts';

/** Evidence below which a pair may be called derived: log10 p < -6. */
export const defaultThresholdLog10P = -6;

/**
 * Smallest share of agreeing units that may be called derived. 1 to 5 % of GPT-2's neurons resemble a neuron of an
 * independently trained model (arXiv 2401.12181): a p-value alone, at thousands of units, would call that descent.
 */
const minAgreeingFraction = 0.1;

/** p above which there is no evidence to speak of. Between this and the threshold nothing is claimed. */
const noEvidenceLog10P = -3;

export interface VerdictInput {
  log10PValue: number;
  /** K / m, over all blocks. */
  agreeingFraction: number;
  thresholdLog10P?: number;
}

/** The rule of the design note: descent needs a small p-value AND an effect; one without the other is inconclusive. */
export function verdict({
  log10PValue,
  agreeingFraction,
  thresholdLog10P = defaultThresholdLog10P,
}: VerdictInput): Verdict {
  const effect = agreeingFraction > minAgreeingFraction;
  if (log10PValue < thresholdLog10P && effect) return 'derived';
  if (log10PValue >= Math.max(noEvidenceLog10P, thresholdLog10P) && !effect) return 'independent';
  return 'inconclusive';
}

export function verdictRule(thresholdLog10P = defaultThresholdLog10P): string {
  return (
    `derived: log10 p < ${thresholdLog10P} and more than ${minAgreeingFraction * 100} % of the hidden units agree; ` +
    `independent (no evidence of dependence found by this statistic): log10 p >= ${Math.max(noEvidenceLog10P, thresholdLog10P)} and at most ` +
    `${minAgreeingFraction * 100} % agree; otherwise inconclusive`
  );
}

/** A verdict of one of many tests, whose p-value was corrected afterwards: only ever taken back. */
export const correctedVerdict = ({
  verdict,
  log10PValue,
  thresholdLog10P = defaultThresholdLog10P,
}: {
  verdict: Verdict;
  log10PValue: number;
  thresholdLog10P?: number;
}): Verdict => (verdict === 'derived' && !(log10PValue < thresholdLog10P) ? 'inconclusive' : verdict);

/** One statistic that shows descent suffices: each is blind to some disguise. null: there was no test, so there is none. */
export function overallVerdict(verdicts: readonly Verdict[]): Verdict | null {
  if (verdicts.length === 0) return null;
  if (verdicts.includes('derived')) return 'derived';
  return verdicts.every((one) => one === 'independent') ? 'independent' : 'inconclusive';
}

export const overallVerdictRule = (verdict: Verdict | null): string =>
  verdict === null
    ? 'nothing was tested that gives a verdict: distances and similarities do not, nor do permutation tests of them'
    : 'derived if any statistic says derived; independent if all say independent; otherwise inconclusive';

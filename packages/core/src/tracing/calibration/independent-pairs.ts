import { ModelTraceError } from '../../errors.ts';

/**
 * All pairs of models that may be called independent: those that no group of related models joins. Groups that share a model
 * are one group.
 * @param names    every model once
 * @param related  groups of models that descend from one another or from a common one
 * @throws CALIBRATION_MODELS_INVALID for a name that is given twice or unknown, or when no pair is left
 */
export function independentPairs(
  names: readonly string[],
  related: readonly (readonly string[])[],
): [string, string][] {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw invalid(`${twice} is named twice`);
  const family = new Map(names.map((name, i) => [name, i]));
  for (const group of related) {
    const unknown = group.find((name) => !family.has(name));
    if (unknown !== undefined) throw invalid(`${unknown} is in a group of related models, but none of the models`);
    const joined = new Set(group.map((name) => family.get(name)!));
    for (const [name, id] of family) if (joined.has(id)) family.set(name, Math.min(...joined));
  }
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b): [string, string] => [a, b]));
  const independent = pairs.filter(([a, b]) => family.get(a) !== family.get(b));
  if (independent.length === 0) throw invalid(`Of ${names.length} models no two are independent`);
  return independent;
}

const invalid = (what: string) =>
  new ModelTraceError('CALIBRATION_MODELS_INVALID', `The models cannot calibrate a statistic: ${what}`);

import { ModelTraceError } from '../errors.ts';
import type { AdapterConfig } from './adapter-config.ts';
import { quoteName } from './parse-header.ts';
import { matchFromStart, PatternError, pythonPattern } from './python-patterns.ts';

export interface Target {
  rank: number;
  /** Factor on B A. */
  scale: number;
}

export interface AdapterTargets {
  /** Modules that get a low-rank update. */
  targets: ReadonlyMap<string, Target>;
  /** Modules that are stored as whole copies, and those inside of them. */
  saved: ReadonlySet<string>;
}

/**
 * Which of the modules a LoRA changes, with rank and scale.
 * Source: peft 0.21, `check_target_module_exists` (tuners_utils.py), `get_pattern_key` (utils/other.py), `LoraLayer.update_layer`.
 * @throws ADAPTER_INVALID for a pattern that cannot be matched
 */
export function adapterTargets(config: AdapterConfig, modules: readonly string[]): AdapterTargets {
  const saved = selected(modules, 'modules_to_save', config.savedModules, (name) => `(^|.*\\.)${name}($|\\..*)`);
  const excluded = matching(modules, 'exclude_modules', config.excluded);
  const candidates = modules.filter((name) => !saved.has(name) && !excluded.has(name));
  const chosen = chooseTargets(config, candidates);
  const ranks = firstMatching(chosen, 'rank_pattern', config.rankPatterns);
  const alphas = firstMatching(chosen, 'alpha_pattern', config.alphaPatterns);
  const targets = chosen.map((name): [string, Target] => {
    const rank = ranks.get(name) ?? config.rank;
    const alpha = alphas.get(name) ?? config.alpha;
    return [name, { rank, scale: alpha / (config.rankStabilized ? Math.sqrt(rank) : rank) }];
  });
  return { targets: new Map(targets), saved };
}

function chooseTargets({ targets, layers, layersPatterns }: AdapterConfig, modules: readonly string[]): string[] {
  // The head is not among the linear layers that PEFT means.
  if (targets === 'all-linear') return modules.filter((name) => !/(^|\.)(lm_head|embed_out)$/.test(name));
  const chosen = matching(modules, 'target_modules', targets);
  const found = modules.filter((name) => chosen.has(name));
  if ('pattern' in targets || layers === null || layers.length === 0) return found;
  const patterns =
    layersPatterns.length === 0
      ? [String.raw`.*?\.[^.]*\.(?<idx>\d+)\.`]
      : layersPatterns.map((pattern) => `(?:^|.*?\\.)${source('layers_pattern', pattern)}\\.(?<idx>\\d+)\\.`);
  const indices = match('layers_pattern', patterns, found);
  return found.filter((name, at) => {
    // A whole name counts whatever its layer.
    if (targets.names.includes(name)) return true;
    const first = indices.map((row) => row[at]).find((index) => index !== null);
    return first !== undefined && layers.includes(Number(first));
  });
}

/** Modules whose whole name a pattern matches, or whose name is or ends in one of the names. */
function matching(
  modules: readonly string[],
  key: string,
  rule: { names: readonly string[] } | { pattern: string },
): Set<string> {
  if ('pattern' in rule) return selected(modules, key, [rule.pattern], (pattern) => `(?:${pattern})$`);
  const names = new Set(rule.names);
  return new Set(modules.filter((module) => endsOf(module).some((end) => names.has(end))));
}

/** `a.b.c` -> `a.b.c`, `b.c`, `c` */
function endsOf(name: string): string[] {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(index).join('.'));
}

function selected(
  modules: readonly string[],
  key: string,
  patterns: readonly string[],
  compose: (source: string) => string,
): Set<string> {
  const rows = match(
    key,
    [...patterns].map((pattern) => compose(source(key, pattern))),
    modules,
  );
  return new Set(modules.filter((_, index) => rows.some((row) => row[index] !== null)));
}

/** The value of the first pattern that matches the end of a name, from a dot or the start. */
function firstMatching(
  modules: readonly string[],
  key: string,
  patterns: ReadonlyMap<string, number>,
): Map<string, number> {
  const values = [...patterns.values()];
  const sources = [...patterns.keys()].map((pattern) => `(?:.*\\.)?(?:${source(key, pattern)})$`);
  const rows = match(key, sources, modules);
  const found = new Map<string, number>();
  for (const [index, module] of modules.entries()) {
    const first = rows.findIndex((row) => row[index] !== null);
    if (first >= 0) found.set(module, values[first]);
  }
  return found;
}

function source(key: string, pattern: string): string {
  return attempt(key, () => pythonPattern(pattern), pattern);
}

function match(key: string, sources: readonly string[], texts: readonly string[]) {
  return attempt(key, () => matchFromStart(sources, texts));
}

function attempt<T>(key: string, work: () => T, pattern?: string): T {
  try {
    return work();
  } catch (caught) {
    if (!(caught instanceof PatternError)) throw caught;
    const which = pattern === undefined ? '' : ` ${quoteName(pattern)}`;
    throw new ModelTraceError('ADAPTER_INVALID', `The pattern${which} in ${key} cannot be used: ${caught.message}`);
  }
}

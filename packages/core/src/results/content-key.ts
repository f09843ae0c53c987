import { createHash } from 'node:crypto';
import { defaultStatistics, type EvaluationRequest } from './evaluation.ts';
import { methodVersions } from './method-versions.ts';
import { defaultScanTraces } from './scan-result.ts';
import { defaultControls, type TraceChoices } from './trace-choices.ts';

/** The commits that a request resolved to; null: not known, or a directory, which has none. */
export interface ContentCommits {
  commit: string | null;
  baseCommit: string | null;
  weightsBaseCommit: string | null;
  /** SHA-256 of the corpus it names. */
  corpusSha256: string | null;
}

/**
 * SHA-256 of all that decides what an evaluation gives: models at their commits, tasks, statistics, the protocol of the
 * perplexity and the versions of the methods, with defaults written out and in a fixed order. Two requests with one key
 * have one result. Names of revisions do not count, names of models do: a result says whose it is.
 * @returns null where something may change under its name: a directory, a model that was not resolved
 */
export function contentKey(request: EvaluationRequest, commits: ContentCommits): string | null {
  const { model, base, weightType = 'original', weightsBase, perplexity = {}, scan } = request;
  const { commit, baseCommit, weightsBaseCommit, corpusSha256 } = commits;
  if (commit === null || (base !== undefined && baseCommit === null)) return null;
  if (weightType !== 'original' && (weightsBase === undefined || weightsBaseCommit === null)) return null;
  if (perplexity.corpus !== undefined && corpusSha256 === null) return null;
  // What a registered name stands for may change; its digest is not asked for here.
  if (request.traceCorpus !== undefined) return null;
  if (scan?.bases.some(({ revision }) => !/^[0-9a-f]{40}$/.test(revision ?? ''))) return null;
  const tasks = request.tasks.toSorted();
  const { mode = 'model-trace', bos = 'tokenizer', compareWithBase = false, limit, maxLength, stride } = perplexity;
  const content = {
    models: [model, commit, base ?? null, baseCommit, weightType, weightsBase ?? null, weightsBaseCommit],
    tasks: tasks.map((task) => [task, methodVersions[task]]),
    statistics: tasks.includes('trace') ? (request.statistics ?? defaultStatistics).toSorted() : null,
    // Absent where nothing was chosen, so that keys of requests from before there was a choice stay what they were.
    ...(tasks.includes('trace') && request.permutations !== undefined ? { permutations: request.permutations } : {}),
    ...(tasks.includes('trace') && (request.align ?? 'none') !== 'none' ? { align: request.align } : {}),
    ...(tasks.includes('trace') && request.matchings ? { matchings: true } : {}),
    ...(tasks.includes('trace') ? traceChoices(request.trace) : {}),
    perplexity: tasks.includes('perplexity')
      ? [
          request.dtype ?? 'float32',
          perplexity.corpus ?? null,
          corpusSha256,
          limit ?? null,
          mode,
          maxLength ?? null,
          stride ?? null,
          bos,
          compareWithBase,
        ]
      : null,
    // Absent without one, so that keys of before there were scans stay what they are.
    ...(scan !== undefined && {
      scan: [
        scan.bases.map(({ model, revision }) => [model, revision]),
        scan.traces ?? defaultScanTraces,
        scan.traceAll ?? false,
      ],
    }),
  };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Absent where all is as before there was a choice. A form or threshold that is named is a choice even where it is the default. */
function traceChoices(choices: TraceChoices = {}): { trace?: unknown[] } {
  const { controls = defaultControls, matchMetric = 'cosine', matchVariant, blocks, thresholdLog10P } = choices;
  const named = [matchVariant, blocks, thresholdLog10P];
  const plain = controls === defaultControls && matchMetric === 'cosine' && named.every((each) => each === undefined);
  return plain ? {} : { trace: [controls, matchMetric, ...named.map((each) => each ?? null)] };
}

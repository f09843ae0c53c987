import { isDeepStrictEqual } from 'node:util';
import type { EvaluationRequest, EvaluationResults, TaskId } from '../results/index.ts';
import { methodVersions } from '../results/index.ts';
import { engine } from './provenance.ts';
import type { TaskContext } from './task-context.ts';

export interface KeptTaskResults {
  get<Id extends TaskId>(task: Id): EvaluationResults[Id];
  keep<Id extends TaskId>(task: Id, result: EvaluationResults[Id]): Promise<void>;
}

/**
 * Results of tasks that an earlier process finished before it was lost in a later one. Only of requests that say all that
 * decides them: models at commits, no corpus of a registry, nothing of the command line.
 */
export async function keptTaskResults(context: TaskContext): Promise<KeptTaskResults | null> {
  const { request, resume, codeCommit, provider, corpus, onTokenLosses, trace } = context;
  if (resume === undefined || request.tasks.length === 1 || !isPinned(request)) return null;
  if (
    [corpus, onTokenLosses, trace, request.perplexity?.corpus, request.traceCorpus].some((given) => given !== undefined)
  )
    return null;
  const decidedBy = [request, methodVersions, codeCommit, engine, provider, process.arch];
  const values = await resume.of('tasks', JSON.stringify(decidedBy)).values();
  return {
    get: (task) => values.get(task) as EvaluationResults[typeof task],
    async keep(task, result) {
      // JSON holds neither infinity nor NaN.
      if (isDeepStrictEqual(JSON.parse(JSON.stringify(result)), result)) await values.keep(task, result);
    },
  };
}

const isCommit = (revision: string | undefined): boolean => /^[0-9a-f]{40}$/.test(revision ?? '');

function isPinned({ revision, tasks, perplexity, baseRevision, weightType, weightsBaseRevision }: EvaluationRequest) {
  const needsBase = tasks.includes('trace') || perplexity?.compareWithBase === true;
  const isOver = weightType !== undefined && weightType !== 'original';
  return isCommit(revision) && (!needsBase || isCommit(baseRevision)) && (!isOver || isCommit(weightsBaseRevision));
}

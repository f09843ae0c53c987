import type { EvaluationResults, TaskId } from '../results/index.ts';
import { type KeptTaskResults, keptTaskResults } from './kept-task-results.ts';
import type { TaskContext } from './task-context.ts';
import { tasks } from './tasks.ts';

/**
 * Runs the tasks of a request, in the order they were asked for.
 * @returns one result for each task
 * @throws ModelTraceError of the first task that fails: a request succeeds whole or not at all
 */
export async function evaluate(context: TaskContext): Promise<EvaluationResults> {
  const results: EvaluationResults = {};
  const kept = await keptTaskResults(context);
  for (const id of context.request.tasks) {
    context.signal?.throwIfAborted();
    await runTask(id, { context, kept, results });
  }
  return results;
}

interface Run {
  context: TaskContext;
  kept: KeptTaskResults | null;
  results: EvaluationResults;
}

async function runTask<Id extends TaskId>(id: Id, { context, kept, results }: Run): Promise<void> {
  results[id] = kept?.get(id) ?? (await tasks[id].run(context));
  await kept?.keep(id, results[id]);
}

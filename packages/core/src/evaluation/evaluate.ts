import type { EvaluationResults, TaskId } from '../results/index.ts';
import type { TaskContext } from './task-context.ts';
import { tasks } from './tasks.ts';

/**
 * Runs the tasks of a request, in the order they were asked for.
 * @returns one result for each task
 * @throws ModelTraceError of the first task that fails: a request succeeds whole or not at all
 */
export async function evaluate(context: TaskContext): Promise<EvaluationResults> {
  const results: EvaluationResults = {};
  for (const id of context.request.tasks) {
    context.signal?.throwIfAborted();
    await runTask(id, context, results);
  }
  return results;
}

async function runTask<Id extends TaskId>(id: Id, context: TaskContext, results: EvaluationResults): Promise<void> {
  results[id] = await tasks[id].run(context);
}

export {
  createEvaluationQueue,
  type EvaluationQueue,
  type EvaluationQueueOptions,
  type JobState,
  type QueueOverview,
} from './evaluation-queue.ts';
export {
  type EvaluationJob,
  type EvaluationWorker,
  type EvaluationWorkerOptions,
  startEvaluationWorker,
} from './evaluation-worker.ts';
export type { QueueConnectionOptions } from './queue-connection.ts';

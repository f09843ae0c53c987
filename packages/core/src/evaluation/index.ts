export { codeCommit } from './code-commit.ts';
export { evaluate } from './evaluate.ts';
export { type LoadedModel, loadModel } from './load-model.ts';
export { type CalibrationReport, runCalibration } from './run-calibration.ts';
export { runPerplexity as evaluatePerplexity } from './run-perplexity.ts';
export { runScan as evaluateScan } from './run-scan.ts';
export { runTrace as evaluateTrace } from './run-trace.ts';
export type { TaskContext } from './task-context.ts';
export { rankedTasks, type TaskDefinition, tasks } from './tasks.ts';

import type { Resume } from '../engine/index.ts';
import type { ModelSource } from '../hub/index.ts';
import { methodVersions, type TaskId } from '../results/index.ts';
import type { LoadedModel } from './loaded-model.ts';
import { engine } from './provenance.ts';
import type { TaskContext } from './task-context.ts';

/** The place of what these models and this code compute: another commit or a file that was replaced is another place. */
export function resumePlace(
  task: TaskId,
  { resume, codeCommit }: TaskContext,
  models: readonly LoadedModel[],
): Resume | undefined {
  return resume?.of(
    JSON.stringify([task, methodVersions[task], codeCommit, engine, process.arch]),
    JSON.stringify(models.map(contentOf)),
  );
}

const contentOf = ({ source, weightType, weightsBase }: LoadedModel) => [
  weightType,
  filesOf(source),
  weightsBase && filesOf(weightsBase.source),
];

/** A commit says what is in its files; in a directory the time of the last change must do. */
const filesOf = ({ id, commit, files }: ModelSource) => [
  ...[id, commit],
  [...files].map(([path, { sizeBytes, sha256, modifiedMs }]) => [path, sizeBytes, sha256, modifiedMs ?? null]),
];

export { listCheckpoints, removeCheckpoints } from './checkpoint-folders.ts';
export { type CheckpointSettings, type OpenResumeOptions, openResume } from './open-resume.ts';
export { requireCheckpointFolder } from './require-checkpoint-folder.ts';

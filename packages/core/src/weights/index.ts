export type { Checkpoint, TensorDtype, TensorInfo } from './checkpoint.ts';
export { findNonFinite, hasNonFinite, type NonFinite } from './non-finite.ts';
export { type OpenCheckpointOptions, openCheckpoint } from './open-checkpoint.ts';
export { findWeightFiles, type WeightFiles } from './weight-files.ts';
export { type TensorToWrite, writeSafetensors } from './write-safetensors.ts';

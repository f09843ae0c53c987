export { type AdapterConfig, adapterConfigFile, readAdapterConfig } from './adapter-config.ts';
export type { Checkpoint, StoredCheckpoint, TensorDtype, TensorInfo } from './checkpoint.ts';
export { deltaCheckpoint } from './delta-checkpoint.ts';
export { dequantizedCheckpoint } from './dequantized-checkpoint.ts';
export { type InterpolatedTensor, interpolatedCheckpoint } from './interpolated-checkpoint.ts';
export { loraCheckpoint } from './lora-checkpoint.ts';
export { type MovedTensor, movedCheckpoint } from './moved-checkpoint.ts';
export { findNonFinite, hasNonFinite, type NonFinite } from './non-finite.ts';
export { type OpenCheckpointOptions, openCheckpoint } from './open-checkpoint.ts';
export { type AxisOrders, permutedCheckpoint } from './permuted-checkpoint.ts';
export { type Quantization, readQuantization } from './quantization.ts';
export { findWeightFiles, type WeightFiles } from './weight-files.ts';
export {
  adapterStem,
  findWeightsBase,
  requireWholeModel,
  type WeightsBase,
  type WeightsBaseRequest,
} from './weights-base.ts';
export { type TensorToWrite, writeSafetensors } from './write-safetensors.ts';

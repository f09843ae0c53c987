export { type CaptureMlpOptions, captureMlp, type MlpViews } from './capture-mlp.ts';
export { type MatrixProductOptions, matrixProduct } from './matrix-product.ts';
export type { ComputeDtype, EngineProgress, Provider } from './provider.ts';
export { readUnitRows } from './unit-rows.ts';

export { type CaptureMlpOptions, captureMlp, type MlpViews } from './capture-mlp.ts';
export { compareWindows, type RunnableModel, type WindowComparison } from './compare-windows.ts';
export type { HiddenMemory } from './hidden-states.ts';
export { type MatrixProductOptions, matrixProduct } from './matrix-product.ts';
export { installedEngine, probeProvider } from './probe-provider.ts';
export { type ComputeDtype, type Device, deviceFor, type EngineProgress, type Provider } from './provider.ts';
export { type ScoreSequencesOptions, scoreSequences } from './score-sequences.ts';
export { type EngineRun, type ScoredWindow, type ScoreWindowsOptions, scoreWindows } from './score-windows.ts';
export { readUnitRows } from './unit-rows.ts';

export {
  checkedOptions,
  describeConfig,
  describeModel,
  requireSupported,
  supportedModelTypes,
} from './describe-model.ts';
export { type AxisRole, type ModelParameter, modelParameters } from './model-parameters.ts';
export type {
  Activation,
  AlibiSpec,
  AttentionProjections,
  AttentionSpec,
  BlockSpec,
  ExpertSpec,
  ExpertsSpec,
  HalfNorms,
  HeadNormSpec,
  HeadSpec,
  MatrixRef,
  MlpSpec,
  ModelSpec,
  NormSpec,
  RotarySpec,
} from './model-spec.ts';

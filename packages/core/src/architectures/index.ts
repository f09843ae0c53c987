export { describeModel, requireSupported, supportedModelTypes } from './describe-model.ts';
export type {
  Activation,
  AttentionProjections,
  AttentionSpec,
  BlockSpec,
  HeadSpec,
  MatrixRef,
  MlpSpec,
  ModelSpec,
  NormSpec,
  RotarySpec,
} from './model-spec.ts';

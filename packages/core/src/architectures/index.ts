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

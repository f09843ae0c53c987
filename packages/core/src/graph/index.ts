export { queryScale } from './attention.ts';
export { type BlockGraphOptions, blockGraph } from './block-graph.ts';
export { blockWeights, normWeights, type WeightInput } from './block-weights.ts';
export { type HeadGraphOptions, headGraph } from './head-graph.ts';
export { type NormGraphOptions, normGraph } from './norm-graph.ts';
export { type ProductGraphOptions, productGraph } from './product-graph.ts';
export { rotaryInputs } from './rotary.ts';

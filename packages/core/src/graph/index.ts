export { attentionInputs } from './attention-heads.ts';
export { type BlockGraphOptions, blockGraph } from './block-graph.ts';
export { blockWeights, type WeightInput } from './block-weights.ts';
export { type ExpertOptions, expertGraph, expertWeights } from './expert-graph.ts';
export { type HeadGraphOptions, headGraph } from './head-graph.ts';
export { type ProductGraphOptions, productGraph } from './product-graph.ts';
export { type QueryChunkOptions, type QueryChunks, queryChunks } from './query-chunks.ts';
export { rotaryInputs } from './rotary.ts';
export { type StageSpec, stageGraph, stageWeights } from './stage-graph.ts';

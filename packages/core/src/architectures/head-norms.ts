import type { LlamaFamily } from './llama-family.ts';
import type { LlamaBlock } from './llama-model.ts';
import type { AttentionSpec } from './model-spec.ts';

/** Norms of each head of queries and of keys, one gain [headDim] for all. */
export function headNorms(family: LlamaFamily, { name }: LlamaBlock): Pick<AttentionSpec, 'queryNorm' | 'keyNorm'> {
  const norm = (tensor: string, heads: number) =>
    family.headNorm(name(tensor), { over: 'head', perHead: false, heads });
  return {
    queryNorm: norm('self_attn.q_norm', family.heads),
    keyNorm: norm('self_attn.k_norm', family.kvHeads),
  };
}

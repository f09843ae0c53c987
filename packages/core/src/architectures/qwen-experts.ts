import type { ArchitectureAdapter } from './adapter.ts';
import { type ExpertCounts, expertCounts } from './experts.ts';
import { headNorms } from './head-norms.ts';
import { limits } from './limits.ts';
import { type LlamaFamily, llamaFamily } from './llama-family.ts';
import { gatedMlp, type LlamaBlock, llamaModel } from './llama-model.ts';
import type { ExpertsSpec, MlpSpec } from './model-spec.ts';
import { rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

/** Qwen 1.5 and 2 MoE: biases on queries, keys and values; beside the chosen experts one that every token passes. */
export const qwen2Moe: ArchitectureAdapter = {
  checked: {
    qwen2_moe: [
      'shared expert',
      'biases on queries, keys and values',
      'grouped queries',
      'untied head',
      'decoder_sparse_step',
      'mlp_only_layers',
      'norm_topk_prob',
      'sliding window, max_window_layers',
      'no biases',
      'tied head',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, { kvHeads: 16, contextLength: 32_768 });
    const rotary = rotaryFromConfig(config, family);
    const used = config.boolean('use_sliding_window', { default: false });
    const first = config.integer('max_window_layers', { min: 0, max: Number.MAX_SAFE_INTEGER, default: 28 });
    const windows = layerWindows(config, {
      blocks: family.blocks,
      window: used ? slidingWindow(config, { default: 4096 }) : null,
      sliding: (index) => index % 2 === 0 && index < first,
    });
    const sharedUnits = config.integer('shared_expert_intermediate_size', { max: limits.units, default: 5632 });
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: config.boolean('qkv_bias', { default: true }) },
      attention: ({ index }) => ({ window: windows[index] }),
      mlp: qwenExperts(family, {
        defaults: { experts: 60, perToken: 4, units: 1408 },
        shared: (block) => ({
          mlp: gatedMlp({ ...family, units: sharedUnits }, block, { name: 'mlp.shared_expert', bias: false }),
          gate: family.matrix(block.name('mlp.shared_expert_gate'), {
            inputs: family.hiddenSize,
            outputs: 1,
            bias: false,
          }),
        }),
      }),
    });
  },
};

/** Qwen 3 MoE: each head of queries and keys is normalised. */
export const qwen3Moe: ArchitectureAdapter = {
  checked: {
    qwen3_moe: [
      'norms of queries and keys',
      'head_dim',
      'grouped queries',
      'untied head',
      'norm_topk_prob',
      'attention biases',
      'mlp_only_layers',
      'sliding window',
      'tied head',
      'F16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, { kvHeads: 4, contextLength: 32_768 });
    const rotary = rotaryFromConfig(config, family);
    const bias = config.boolean('attention_bias', { default: false });
    const used = config.boolean('use_sliding_window', { default: false });
    const window = used ? slidingWindow(config, { default: 4096 }) : null;
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      attention: (block) => ({ window, ...headNorms(family, block) }),
      mlp: qwenExperts(family, { defaults: { experts: 128, perToken: 8, units: 768 }, shared: () => null }),
    });
  },
};

interface QwenExpertsOptions {
  readonly defaults: ExpertCounts & { readonly units: number };
  shared(block: LlamaBlock): ExpertsSpec['shared'];
}

/** Experts in every `decoder_sparse_step`-th block that is not one of `mlp_only_layers`, a single MLP in the others. */
function qwenExperts(
  family: LlamaFamily,
  { defaults, shared }: QwenExpertsOptions,
): (block: LlamaBlock) => ExpertsSpec | MlpSpec {
  const { config, hiddenSize, blocks, activation, matrix } = family;
  const counts = expertCounts(config, { keys: ['num_experts', 'num_local_experts'], blocks, defaults });
  const units = config.integer('moe_intermediate_size', { max: limits.units, default: defaults.units });
  const step = config.integer('decoder_sparse_step', { max: limits.blocks, default: 1 });
  const withoutExperts = new Set(
    config.has('mlp_only_layers') ? config.integers('mlp_only_layers', { maxLength: blocks }) : [],
  );
  const normalized = config.boolean('norm_topk_prob', { default: false });
  return (block) => {
    if (withoutExperts.has(block.index) || (block.index + 1) % step !== 0) {
      return gatedMlp(family, block, { name: 'mlp', bias: false });
    }
    const linear = (name: string, inputs: number, outputs: number) =>
      matrix(block.name(name), { inputs, outputs, bias: false });
    return {
      kind: 'experts',
      ...{ units, activation, limit: null, upOffset: 0, normalized },
      router: linear('mlp.gate', hiddenSize, counts.experts),
      perToken: counts.perToken,
      experts: Array.from({ length: counts.experts }, (_, expert) => ({
        projections: {
          kind: 'separate',
          gate: linear(`mlp.experts.${expert}.gate_proj`, hiddenSize, units),
          up: linear(`mlp.experts.${expert}.up_proj`, hiddenSize, units),
        },
        down: linear(`mlp.experts.${expert}.down_proj`, units, hiddenSize),
      })),
      shared: shared(block),
    };
  };
}

import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { slidingWindow } from './sliding-window.ts';

/** The names of LongRoPE in the files of Phi 3, which knows no other scaling. */
const kinds = { default: 'default', longrope: 'longrope', su: 'longrope', yarn: 'longrope' } as const;

/** Phi 3 and 4: Llama whose queries, keys and values are one matrix, and whose gate and up projection are another. */
export const phi3: ArchitectureAdapter = {
  checked: {
    phi3: [
      'grouped queries',
      'tied head',
      'rope: longrope',
      'partial_rotary_factor',
      'sliding window',
      'F16',
      'a key for each query',
      'untied head',
      'BF16',
    ],
  },
  describe(input) {
    const eps = input.config.positive('rms_norm_eps', { default: 1e-5 });
    const family = llamaFamily(input, { contextLength: 4096, norm: { eps } });
    const { tensors, hiddenSize, heads, kvHeads, headDim, units, activation, matrix } = family;
    const rotary = rotaryFromConfig(input.config, { ...family, partial: 1, originalContext: 4096, kinds });
    const window = slidingWindow(input.config);
    return llamaModel(family, {
      rotary: () => rotary,
      projections: ({ name }) => ({
        kind: 'fused',
        queryKeyValue: matrix(name('self_attn.qkv_proj'), {
          inputs: hiddenSize,
          outputs: (heads + 2 * kvHeads) * headDim,
          bias: false,
        }),
        groups: 1,
        parts: ['query', 'key', 'value'],
      }),
      attention: () => ({ window }),
      mlp({ name }) {
        const gateUp = tensors.named(name('mlp.gate_up_proj.weight'), [2 * units, hiddenSize]);
        return {
          kind: 'gated',
          units,
          activation,
          gate: { tensor: gateUp, layout: 'out-in', rows: [0, units] },
          up: { tensor: gateUp, layout: 'out-in', rows: [units, 2 * units] },
          down: matrix(name('mlp.down_proj'), { inputs: units, outputs: hiddenSize, bias: false }),
        };
      },
    });
  },
};

import type { ArchitectureAdapter } from './adapter.ts';
import { expertCounts } from './experts.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { slidingWindow } from './sliding-window.ts';

/** Mixtral: Mistral with a mixture of experts in place of each MLP. */
export const mixtral: ArchitectureAdapter = {
  checked: {
    mixtral: [
      'two experts of four',
      'grouped queries',
      'untied head',
      'one expert',
      'sliding window',
      'a key for each query',
      'tied head',
      'head_dim',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const eps = config.positive('rms_norm_eps', { default: 1e-5 });
    const family = llamaFamily(input, { kvHeads: 8, contextLength: 131_072, norm: { eps } });
    const { hiddenSize, units, blocks, activation, matrix } = family;
    const rotary = rotaryFromConfig(config, { ...family, theta: 1_000_000 });
    const counts = expertCounts(config, {
      keys: ['num_local_experts', 'num_experts'],
      blocks,
      defaults: { experts: 8, perToken: 2 },
    });
    const window = slidingWindow(config);
    return llamaModel(family, {
      rotary: () => rotary,
      attention: () => ({ window }),
      mlp({ name }) {
        const linear = (tensor: string, inputs: number, outputs: number) =>
          matrix(name(`block_sparse_moe.${tensor}`), { inputs, outputs, bias: false });
        return {
          kind: 'experts',
          ...{ units, activation, limit: null, upOffset: 0, normalized: true, shared: null },
          router: linear('gate', hiddenSize, counts.experts),
          perToken: counts.perToken,
          experts: Array.from({ length: counts.experts }, (_, expert) => ({
            projections: {
              kind: 'separate',
              gate: linear(`experts.${expert}.w1`, hiddenSize, units),
              up: linear(`experts.${expert}.w3`, hiddenSize, units),
            },
            down: linear(`experts.${expert}.w2`, units, hiddenSize),
          })),
        };
      },
    });
  },
};

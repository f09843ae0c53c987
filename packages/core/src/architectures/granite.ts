import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';

/** Granite 3: Llama with factors on embeddings, attention, residuals and logits. */
export const granite: ArchitectureAdapter = {
  checked: {
    granite: [
      'a key for each query',
      'tied head',
      'attention and MLP biases',
      'F16',
      'grouped queries',
      'untied head',
      'multipliers',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input);
    const rotary = rotaryFromConfig(config, family);
    const attentionBias = config.boolean('attention_bias', { default: false });
    const factor = (key: string) => config.positive(key, { default: 1 });
    const scale = factor('attention_multiplier');
    return llamaModel(family, {
      rotary: () => rotary,
      biases: {
        queryKeyValue: attentionBias,
        output: attentionBias,
        mlp: config.boolean('mlp_bias', { default: false }),
      },
      attention: () => ({ scale }),
      block: { residualScale: factor('residual_multiplier') },
      embeddingScale: factor('embedding_multiplier'),
      head: { scale: 1 / factor('logits_scaling') },
    });
  },
};

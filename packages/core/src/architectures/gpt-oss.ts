import { ModelTraceError } from '../errors.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { type ExpertCounts, expertCounts } from './experts.ts';
import { type LlamaFamily, llamaFamily } from './llama-family.ts';
import { type LlamaBlock, llamaModel } from './llama-model.ts';
import type { ExpertsSpec, MatrixRef } from './model-spec.ts';
import { rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

/** The one steepness of the gate's sigmoid that an activation is known for. */
const alpha = 1.702;

/** gpt-oss: a sink in each softmax, windows in every other block, experts stacked in one tensor with gates and ups interleaved. */
export const gptOss: ArchitectureAdapter = {
  checked: {
    gpt_oss: [
      'MXFP4 experts',
      'stacked experts',
      'sinks',
      'alternating windows',
      'rope: yarn',
      'grouped queries',
      'BF16',
      'swiglu_limit',
      'layer_types',
      'no attention biases',
      'one key for all queries',
    ],
  },
  describe(input) {
    const { config } = input;
    const eps = config.positive('rms_norm_eps', { default: 1e-5 });
    const family = llamaFamily(input, { kvHeads: 8, headDim: 64, contextLength: 131_072, norm: { eps } });
    const { heads, blocks } = family;
    if (config.positive('swiglu_alpha', { default: alpha }) !== alpha) {
      throw new ModelTraceError(
        'ARCHITECTURE_UNSUPPORTED',
        `gpt_oss with a swiglu_alpha other than ${alpha} is not supported`,
      );
    }
    const rotary = rotaryFromConfig(config, { ...family, theta: 150_000 });
    const counts = expertCounts(config, {
      keys: ['num_local_experts', 'num_experts'],
      blocks,
      defaults: { experts: 128, perToken: 4 },
    });
    const windows = layerWindows(config, {
      blocks,
      window: slidingWindow(config, { default: 128 }),
      sliding: (index) => index % 2 === 0,
    });
    const bias = config.boolean('attention_bias', { default: true });
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      attention: ({ index, name }) => ({
        window: windows[index],
        sinks: family.tensors.named(name('self_attn.sinks'), [heads]),
      }),
      mlp: (block) => stackedExperts(family, block, counts),
    });
  },
};

/**
 * Experts stacked along the first dimension. 16-bit files hold [experts, inputs, outputs]; 4-bit ones (MXFP4), which are
 * dequantized as they are read, [experts, outputs, inputs].
 */
function stackedExperts(family: LlamaFamily, { name }: LlamaBlock, { experts, perToken }: ExpertCounts): ExpertsSpec {
  const { config, tensors, hiddenSize, units, matrix } = family;
  const layout = config.has('quantization_config') ? 'out-in' : 'in-out';
  const stack = (tensor: string, inputs: number, outputs: number) => {
    const shape = layout === 'out-in' ? [outputs, inputs] : [inputs, outputs];
    const weight = tensors.named(name(`mlp.experts.${tensor}`), [experts, ...shape]);
    const bias = tensors.named(name(`mlp.experts.${tensor}_bias`), [experts, outputs]);
    return (expert: number): MatrixRef => ({ tensor: weight, layout, bias, rows: [expert, expert + 1] });
  };
  const gateUp = stack('gate_up_proj', hiddenSize, 2 * units);
  const down = stack('down_proj', units, hiddenSize);
  return {
    kind: 'experts',
    units,
    activation: 'gelu-quick', // x sigmoid(1.702 x)
    limit: config.positive('swiglu_limit', { default: 7 }),
    upOffset: 1,
    router: matrix(name('mlp.router'), { inputs: hiddenSize, outputs: experts, bias: true }),
    perToken,
    normalized: true,
    experts: Array.from({ length: experts }, (_, expert) => ({
      projections: { kind: 'fused', gateUp: gateUp(expert), order: 'interleaved' },
      down: down(expert),
    })),
    shared: null,
  };
}

import { ModelTraceError } from '../errors.ts';
import type { TensorInfo } from '../weights/checkpoint.ts';
import { readQuantization } from '../weights/quantization.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { bloom } from './bloom.ts';
import { cohere } from './cohere.ts';
import { configReader } from './config-reader.ts';
import { falcon } from './falcon.ts';
import { gemma, gemma2 } from './gemma.ts';
import { gemma3 } from './gemma3.ts';
import { gptNeo } from './gpt-neo.ts';
import { gptNeox } from './gpt-neox.ts';
import { gptOss } from './gpt-oss.ts';
import { gpt2 } from './gpt2.ts';
import { codegen, gptj } from './gptj.ts';
import { granite } from './granite.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { mixtral } from './mixtral.ts';
import type { ModelSpec } from './model-spec.ts';
import { mpt } from './mpt.ts';
import { olmo, olmo2 } from './olmo.ts';
import { openaiGpt } from './openai-gpt.ts';
import { opt } from './opt.ts';
import { phi } from './phi.ts';
import { phi3 } from './phi3.ts';
import { qwen2, qwen3 } from './qwen.ts';
import { qwen2Moe, qwen3Moe } from './qwen-experts.ts';
import { smollm3 } from './smollm3.ts';
import { stablelm } from './stablelm.ts';
import { starcoder2 } from './starcoder2.ts';

const adapters: readonly ArchitectureAdapter[] = [
  openaiGpt,
  gpt2,
  gptNeo,
  gptj,
  codegen,
  gptNeox,
  opt,
  bloom,
  falcon,
  mpt,
  phi,
  stablelm,
  llama,
  mistral,
  qwen2,
  qwen3,
  mixtral,
  qwen2Moe,
  qwen3Moe,
  gptOss,
  gemma,
  gemma2,
  gemma3,
  phi3,
  olmo,
  olmo2,
  starcoder2,
  granite,
  smollm3,
  cohere,
];

/** Values of `model_type` that can be described. */
export const supportedModelTypes: readonly string[] = adapters.flatMap(({ checked }) => Object.keys(checked));

/** Every supported model type with the options that were checked against the reference library. */
export const checkedOptions: Readonly<Record<string, readonly string[]>> = Object.assign(
  {},
  ...adapters.map(({ checked }) => checked),
);

type Config = Readonly<Record<string, unknown>>;

/**
 * What can be said from config.json alone, before any weights are fetched: a known architecture in a form that is
 * implemented, no quantization but those whose numbers are read (weights/quantization.ts).
 * @throws ARCHITECTURE_UNSUPPORTED, QUANTIZATION_UNSUPPORTED, CONFIG_INVALID
 */
export function requireSupported(config: Config): void {
  describeConfig(config);
}

const described = new WeakMap<Config, ModelSpec>();

/**
 * The description of a model whose tensors are all there, as its config.json implies them: made once for each config object,
 * as several checks of a submission ask for it (0.1 ms for GPT-2, 8 ms for 94 blocks of 128 experts).
 * @throws as `requireSupported`
 */
export function describeConfig(config: Config): ModelSpec {
  const before = described.get(config);
  if (before !== undefined) return before;
  const { modelType, adapter } = findAdapter(config);
  const spec = { modelType, ...adapter.describe({ config: configReader(config), tensors: null }) };
  described.set(config, spec);
  return spec;
}

function findAdapter(config: Config): { modelType: string; adapter: ArchitectureAdapter } {
  const modelType = configReader(config).string('model_type');
  const adapter = adapters.find(({ checked }) => Object.hasOwn(checked, modelType));
  if (adapter === undefined) {
    throw new ModelTraceError(
      'ARCHITECTURE_UNSUPPORTED',
      `The architecture ${JSON.stringify(modelType.slice(0, 100))} is not supported${
        config.text_config === undefined ? '' : ': its text model is in a text_config, beside one of images or the like'
      }`,
      { fix: `Use a model whose config.json has one of these model types: ${supportedModelTypes.join(', ')}` },
    );
  }
  readQuantization(config);
  return { modelType, adapter };
}

/**
 * Describes a model from its config.json and the names and shapes of its tensors; no weights are read.
 * @throws ARCHITECTURE_UNSUPPORTED, QUANTIZATION_UNSUPPORTED, CONFIG_INVALID, TENSOR_MISSING, TENSOR_SHAPE
 */
export function describeModel({
  config,
  tensors,
}: {
  config: Config;
  tensors: ReadonlyMap<string, TensorInfo>;
}): ModelSpec {
  const { modelType, adapter } = findAdapter(config);
  return { modelType, ...adapter.describe({ config: configReader(config), tensors }) };
}

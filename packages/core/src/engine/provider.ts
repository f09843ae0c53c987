import { ModelTraceError } from '../errors.ts';
import type { FloatType } from '../graph/index.ts';

/** Execution provider of onnxruntime-node. */
export type Provider = 'cpu' | 'cuda' | 'webgpu';

/** Number format that a graph computes in. float64 is for statistics whose answer must not depend on rounding;
 * float16 is what transformers computes with dtype=float16: weights and activations in half precision, sums in float32. */
export type ComputeDtype = FloatType;

/** What is multiplied where: one choice for a whole run. */
export interface Device {
  readonly provider: Provider;
  readonly dtype: ComputeDtype;
  /** Threads of one operator on the CPU; default one for each core. */
  readonly threads?: number;
}

/** float64 runs on the CPU whatever provider the operator chose: WebGPU has no doubles, and CUDA's are slow on most cards. */
export const deviceFor = ({ provider, computeDtype }: { provider: Provider; computeDtype: ComputeDtype }): Device => ({
  provider: computeDtype === 'float64' ? 'cpu' : provider,
  dtype: computeDtype,
});

const fixes: Record<Exclude<Provider, 'cpu'>, string> = {
  // The package of npm has no CUDA libraries, and pnpm-workspace.yaml lets its script fetch none by itself.
  cuda: 'Install CUDA 12 and cuDNN 9, and run `node packages/core/node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12`, or use the provider cpu',
  webgpu: 'Install a driver for Vulkan (with libvulkan.so.1), Metal or Direct3D 12, or use the provider cpu',
};

/** ONNX Runtime puts the file, function and condition of a failed check before what it has to say. */
const withoutSource = (message: string): string => message.replace(/^\/\S+:\d+ .* was false\. /, '').trim();

export function providerUnavailable(provider: Provider, cause: unknown): ModelTraceError {
  const reason = withoutSource(cause instanceof Error ? cause.message : String(cause));
  if (provider === 'cpu') return new ModelTraceError('ENGINE_FAILED', reason, { cause });
  return new ModelTraceError('PROVIDER_UNAVAILABLE', `The provider ${provider} cannot be used here: ${reason}`, {
    cause,
    fix: fixes[provider],
  });
}

/** WebGPU leaves half precision to the device: a software driver and some older cards have none. */
export const halvesUnavailable = (provider: Provider, cause: unknown): ModelTraceError =>
  new ModelTraceError('PROVIDER_UNAVAILABLE', `The device of the provider ${provider} does not compute in float16`, {
    cause,
    fix: 'Compute in float32, or use the provider cpu',
  });

/** Called at least once per layer. The shape of `EvaluationProgress` without the task. */
export interface EngineProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'layers' | 'blocks' | 'pairs' | 'bytes' | 'tokens' | 'steps';
}

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
}

/** float64 runs on the CPU whatever provider the operator chose: WebGPU has no doubles, and CUDA's are slow on most cards. */
export const deviceFor = ({ provider, computeDtype }: { provider: Provider; computeDtype: ComputeDtype }): Device => ({
  provider: computeDtype === 'float64' ? 'cpu' : provider,
  dtype: computeDtype,
});

const fixes: Record<Exclude<Provider, 'cpu'>, string> = {
  cuda: "Install CUDA 12, cuDNN 9 and onnxruntime-node's CUDA libraries (its install script fetches them), or use the provider cpu",
  webgpu: 'Install a Vulkan, Metal or Direct3D 12 driver that Dawn accepts, or use the provider cpu',
};

export function providerUnavailable(provider: Provider, cause: unknown): ModelTraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
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
  readonly unit: 'layers' | 'blocks' | 'bytes' | 'tokens';
}

import { ModelTraceError } from '../errors.ts';
import type { Activation } from './model-spec.ts';

/** Names that config.json uses (transformers' ACT2FN), by formula. */
const activationNames: Readonly<Record<string, Activation>> = {
  gelu_new: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_accurate: 'gelu-tanh',
  gelu_python_tanh: 'gelu-tanh',
  gelu: 'gelu',
  gelu_python: 'gelu',
  quick_gelu: 'gelu-quick',
  relu: 'relu',
  relu2: 'relu-squared',
  silu: 'silu',
  swish: 'silu',
};

/** @throws ARCHITECTURE_UNSUPPORTED */
export function activationNamed(name: string): Activation {
  if (Object.hasOwn(activationNames, name)) return activationNames[name];
  throw new ModelTraceError(
    'ARCHITECTURE_UNSUPPORTED',
    `The activation ${JSON.stringify(name.slice(0, 100))} is not supported; these are: ${Object.keys(activationNames).join(', ')}`,
  );
}

import './no-telemetry.ts';
import { createRequire } from 'node:module';
import { listSupportedBackends } from 'onnxruntime-node';
import { ModelTraceError, toModelTraceError } from '../errors.ts';
import { productGraph } from '../graph/index.ts';
import type { ComputeDtype, Provider } from './provider.ts';
import { openSession } from './session.ts';
import { allocate, tensor } from './tensor.ts';

/** The inference engine that is installed: its version and the providers whose code is in it. */
export function installedEngine(): { version: string; bundled: string[] } {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  const backends = listSupportedBackends();
  return { version, bundled: backends.filter(({ bundled }) => bundled).map(({ name }) => name) };
}

/**
 * Tries a provider with a product of two small matrices.
 * @returns null when the result is right, else why not and what to do
 */
export async function probeProvider(
  provider: Provider,
  dtype: ComputeDtype = 'float32',
): Promise<ModelTraceError | null> {
  try {
    const session = await openSession(productGraph({ dtype, transposeA: false, transposeB: false }), {
      provider,
      dtype,
    });
    try {
      const matrix = (values: number[]) => {
        const elements = allocate(dtype, values.length);
        elements.set(values);
        return tensor(elements, [2, 2]);
      };
      const product = allocate(dtype, 4);
      await session.run({ a: matrix([1, 2, 3, 4]), b: matrix([5, 6, 7, 8]) }, { product: tensor(product, [2, 2]) });
      if ([19, 22, 43, 50].every((value, i) => product[i] === value)) return null;
      return new ModelTraceError('PROVIDER_UNAVAILABLE', `The provider ${provider} multiplies wrongly: ${product}`, {
        fix: 'Update the driver, or use the provider cpu',
      });
    } finally {
      await session.close();
    }
  } catch (caught) {
    return toModelTraceError(caught);
  }
}

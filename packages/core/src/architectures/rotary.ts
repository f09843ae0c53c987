import { ModelTraceError } from '../errors.ts';
import type { ConfigReader } from './config-reader.ts';
import { limits } from './limits.ts';
import type { RotarySpec } from './model-spec.ts';

/**
 * Rotary embedding as config.json states it: `rope_theta` and `rope_scaling`, or `rope_parameters` with both since
 * transformers 5. Frequencies theta^(-2i / dims) for i below dims / 2, then scaled:
 * - linear: all divided by `factor` (positions interpolated; arXiv 2306.15595)
 * - llama3: by wavelength, the long ones divided by `factor`, the short ones kept, interpolated between (Llama 3.1)
 * They are float32 numbers, as in transformers whatever the dtype of the model.
 * @throws CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED for another scaling
 */
export function rotaryFromConfig(
  config: ConfigReader,
  { dims, contextLength }: { dims: number; contextLength: number },
): RotarySpec {
  if (dims % 2 !== 0) {
    throw new ModelTraceError('CONFIG_INVALID', `config.json: a rotary embedding of ${dims} elements, expected even`);
  }
  const parameters = config.section('rope_parameters');
  const scaling = parameters ?? config.section('rope_scaling');
  const theta = (parameters?.has('rope_theta') ? parameters : config).positive('rope_theta', { default: 10_000 });
  const { fround } = Math;
  const frequencies = Float64Array.from({ length: dims / 2 }, (_, i) =>
    fround(1 / fround(theta ** fround((2 * i) / dims))),
  );
  return {
    dims,
    inverseFrequencies: scale(frequencies, { scaling, contextLength }).map(fround),
    attentionFactor: 1,
  };
}

function scale(
  frequencies: Float64Array,
  { scaling, contextLength }: { scaling: ConfigReader | null; contextLength: number },
): Float64Array {
  if (scaling === null) return frequencies;
  const kind = scaling.string(['rope_type', 'type'], { default: 'default' });
  switch (kind) {
    case 'default':
      return frequencies;
    case 'linear': {
      const factor = scaling.positive('factor');
      return frequencies.map((frequency) => frequency / factor);
    }
    case 'llama3':
      return scaleLlama3(frequencies, { scaling, contextLength });
    default:
      throw new ModelTraceError(
        'ARCHITECTURE_UNSUPPORTED',
        `The rope scaling ${JSON.stringify(kind.slice(0, 100))} is not supported; these are: default, linear, llama3`,
      );
  }
}

/** Source: `_compute_llama3_parameters` of transformers, after Meta's llama-models. */
function scaleLlama3(
  frequencies: Float64Array,
  { scaling, contextLength }: { scaling: ConfigReader; contextLength: number },
): Float64Array {
  const factor = scaling.positive('factor');
  const lowFactor = scaling.positive('low_freq_factor');
  const highFactor = scaling.positive('high_freq_factor');
  const originalContext = scaling.integer('original_max_position_embeddings', {
    max: limits.context,
    default: contextLength,
  });
  if (highFactor <= lowFactor) {
    throw new ModelTraceError(
      'CONFIG_INVALID',
      `config.json: high_freq_factor is ${highFactor}, expected above low_freq_factor, ${lowFactor}`,
    );
  }
  return frequencies.map((frequency) => {
    const turns = (originalContext * frequency) / (2 * Math.PI); // over the original context
    if (turns < lowFactor) return frequency / factor;
    if (turns > highFactor) return frequency;
    const smooth = (turns - lowFactor) / (highFactor - lowFactor);
    return ((1 - smooth) * frequency) / factor + smooth * frequency;
  });
}

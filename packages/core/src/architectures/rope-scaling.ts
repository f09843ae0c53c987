import { ModelTraceError } from '../errors.ts';
import type { ConfigReader } from './config-reader.ts';
import type { RotarySpec } from './model-spec.ts';

/** What a scaling starts from. */
export interface RopeScalingInput {
  /** `rope_scaling` or `rope_parameters` of the config. */
  readonly scaling: ConfigReader;
  readonly theta: number;
  readonly dims: number;
  readonly contextLength: number;
  /** Context length of pretraining, before the scaling. */
  readonly originalContext: number;
  /** Unscaled, [dims / 2]. */
  readonly frequencies: Float64Array;
}

const { fround } = Math;

/** All divided by `factor`: positions are interpolated. Source: arXiv 2306.15595. */
export function linearFrequencies({ scaling, frequencies }: RopeScalingInput): Float64Array {
  const factor = scaling.positive('factor');
  return frequencies.map((frequency) => fround(frequency / factor));
}

/**
 * The base grows with the sequence once it is longer than the context ("NTK-aware", dynamic):
 * theta * (factor * length / context - (factor - 1))^(dims / (dims - 2)). Source: transformers, `_compute_dynamic_ntk_parameters`.
 */
export function dynamicFrequencies(input: RopeScalingInput, length: number): Float64Array {
  const { scaling, theta, dims, contextLength } = input;
  const factor = scaling.positive('factor');
  const stretch = fround(fround(fround(factor * length) / contextLength) - (factor - 1)); // float32 steps, as torch has them
  const base = fround(theta * fround(stretch ** (dims / (dims - 2))));
  return Float64Array.from({ length: dims / 2 }, (_, i) => fround(1 / fround(base ** fround((2 * i) / dims))));
}

/**
 * By wavelength: the long ones divided by `factor`, the short ones kept, interpolated between (Llama 3.1).
 * Source: `_compute_llama3_parameters` of transformers, after Meta's llama-models.
 */
export function llama3Frequencies({ scaling, frequencies, originalContext }: RopeScalingInput): Float64Array {
  const factor = scaling.positive('factor');
  const lowFactor = scaling.positive('low_freq_factor');
  const highFactor = scaling.positive('high_freq_factor');
  if (highFactor <= lowFactor) {
    throw new ModelTraceError(
      'CONFIG_INVALID',
      `config.json: high_freq_factor is ${highFactor}, expected above low_freq_factor, ${lowFactor}`,
    );
  }
  const { PI } = Math;
  return frequencies.map((frequency) => {
    // float32 steps in the order of torch: a scalar over a tensor is the reciprocal times the scalar
    const wavelength = fround(fround(1 / frequency) * fround(2 * PI));
    if (wavelength > fround(originalContext / lowFactor)) return fround(frequency / factor);
    if (wavelength < fround(originalContext / highFactor)) return frequency;
    const turns = fround(fround(1 / wavelength) * originalContext); // over the original context
    const smooth = fround(fround(turns - lowFactor) / fround(highFactor - lowFactor));
    const interpolated = fround(fround(fround(1 - smooth) * frequency) / factor);
    return fround(interpolated + fround(smooth * frequency));
  });
}

type Scaled = Pick<RotarySpec, 'inverseFrequencies' | 'long' | 'attentionFactor'>;

/**
 * YaRN: frequencies that turn often over the original context are kept, those that turn rarely are interpolated, and the
 * softmax is sharpened by a factor on cosine and sine. Source: arXiv 2309.00071; transformers, `_compute_yarn_parameters`.
 */
export function yarn({ scaling, theta, dims, contextLength, originalContext, frequencies }: RopeScalingInput): Scaled {
  const factor = scaling.positive('factor', { default: contextLength / originalContext });
  const optional = (key: string) => (scaling.has(key) ? scaling.number(key) : 0);
  const sharpness = (scale: number) => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1);
  const [mscale, allDims] = [optional('mscale'), optional('mscale_all_dim')];
  const inferred = mscale !== 0 && allDims !== 0 ? sharpness(mscale) / sharpness(allDims) : sharpness(1);
  const attentionFactor = scaling.positive('attention_factor', { default: inferred });

  const dimensionTurning = (turns: number) =>
    (dims * Math.log(originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const truncate = scaling.boolean('truncate', { default: true });
  const fast = dimensionTurning(optional('beta_fast') || 32);
  const slow = dimensionTurning(optional('beta_slow') || 1);
  const low = Math.max(truncate ? Math.floor(fast) : fast, 0);
  const high = Math.min(truncate ? Math.ceil(slow) : slow, dims - 1);
  const width = high === low ? 0.001 : high - low;
  const inverseFrequencies = frequencies.map((kept, i) => {
    const keep = fround(1 - Math.min(1, Math.max(0, fround(fround(i - low) / width))));
    const interpolated = fround(1 / fround(factor * fround(theta ** fround((2 * i) / dims))));
    return fround(fround(interpolated * fround(1 - keep)) + fround(kept * keep));
  });
  return { inverseFrequencies, long: null, attentionFactor };
}

/**
 * LongRoPE: each frequency is divided by a factor of its own, of one list for sequences within the original context and of
 * another for longer ones. Source: arXiv 2402.13753; transformers, `_compute_longrope_parameters`.
 */
export function longrope(input: RopeScalingInput): Scaled {
  const { scaling, theta, dims, contextLength, originalContext } = input;
  const factor = scaling.positive('factor', { default: contextLength / originalContext });
  const attentionFactor = scaling.positive('attention_factor', {
    default: factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContext)),
  });
  const divided = (key: string) => {
    const factors = scaling.numbers(key, { length: dims / 2 });
    return Float64Array.from(factors, (each, i) =>
      fround(1 / fround(fround(each) * fround(theta ** fround((2 * i) / dims)))),
    );
  };
  const long = divided('long_factor');
  return {
    inverseFrequencies: divided('short_factor'),
    long: { above: originalContext, inverseFrequencies: () => long },
    attentionFactor,
  };
}

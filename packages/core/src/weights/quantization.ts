import { ModelTraceError } from '../errors.ts';

/** How config.json says the numbers of a checkpoint are to be scaled. */
export interface Quantization {
  method: 'fp8' | 'compressed-tensors' | 'mxfp4';
  /** [rows, columns] that share a scale, where the config says so; the shapes of the scales tell otherwise. */
  block: readonly [rows: number, cols: number] | null;
}

/** Blocks are 128 x 128 (DeepSeek) or 1 x 32; no matrix is wider than this. */
const maxBlock = 2 ** 20;

/**
 * The quantization that config.json declares, null for none. Read are the forms whose weights are numbers of 8 bits with
 * scales: `fp8` (per block or per tensor), `compressed-tensors` of float type (per tensor, channel, group or block), and
 * `mxfp4`. Weights are dequantized; the quantization of activations that such a config may also ask for is not imitated,
 * as transformers leaves it out with `dequantize=True`.
 * @throws QUANTIZATION_UNSUPPORTED for any other
 */
export function readQuantization(config: Readonly<Record<string, unknown>>): Quantization | null {
  for (const key of ['quantization', 'compression_config']) {
    if (isThere(config[key])) throw unsupported(key, methodOf(config[key]));
  }
  const declared = config.quantization_config;
  if (!isThere(declared)) return null;
  const method = methodOf(declared);
  if (!isObject(declared)) throw unsupported('quantization_config', method);
  switch (method) {
    case 'fp8':
      // Absent is 128 x 128 in transformers (`FineGrainedFP8Config`); null is a scale per tensor.
      return {
        method,
        block: declared.weight_block_size === undefined ? [128, 128] : readBlock(declared.weight_block_size),
      };
    case 'mxfp4':
      return { method, block: null };
    case 'compressed-tensors':
      return { method, block: readGroups(declared) };
    default:
      throw unsupported('quantization_config', method);
  }
}

function readBlock(value: unknown): Quantization['block'] {
  if (!isThere(value)) return null;
  const isBlock =
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((size) => Number.isSafeInteger(size) && size >= 1 && size <= maxBlock);
  if (isBlock) return [value[0], value[1]];
  throw new ModelTraceError(
    'CONFIG_INVALID',
    `config.json: quantization_config has blocks of ${JSON.stringify(value).slice(0, 100)}, expected [rows, columns]`,
  );
}

const formats = ['float-quantized', 'naive-quantized'];
const strategies = ['tensor', 'channel', 'group', 'block'];

/** Every group must hold floats of 8 bits: a model of which some layers are read otherwise is not the model. */
function readGroups(declared: Record<string, unknown>): Quantization['block'] {
  const refuse = (what: string) => unsupported('quantization_config', `compressed-tensors, ${what}`);
  const sparsity = declared.sparsity_config;
  if (isObject(sparsity) && isThere(sparsity.format) && sparsity.format !== 'dense') throw refuse('sparse');
  if (isObject(declared.transform_config) && Object.keys(declared.transform_config).length > 0) {
    throw refuse('with transforms');
  }
  const groups = isObject(declared.config_groups) ? Object.values(declared.config_groups) : [];
  if (groups.length === 0) throw refuse('without config_groups');
  const blocks = groups.map((group): Quantization['block'] => {
    if (!isObject(group)) throw refuse(`a group that is ${shown(group)}`);
    const { weights } = group;
    const format = group.format ?? declared.format;
    if (typeof format !== 'string' || !formats.includes(format)) throw refuse(`format ${shown(format)}`);
    if (!isObject(weights)) throw refuse('a group without weights');
    const { type, num_bits: bits, strategy, symmetric } = weights;
    if (type !== 'float' || bits !== 8) throw refuse(`${shown(type)} of ${shown(bits)} bits`);
    if (typeof strategy !== 'string' || !strategies.includes(strategy)) throw refuse(`strategy ${shown(strategy)}`);
    if (symmetric === false) throw refuse('not symmetric');
    return strategy === 'block' ? readBlock(weights.block_structure) : null;
  });
  const different = new Set(blocks.map(String)).size;
  return different === 1 ? blocks[0] : null;
}

function methodOf(declared: unknown): unknown {
  return isObject(declared) ? declared.quant_method : undefined;
}

function unsupported(key: string, method: unknown): ModelTraceError {
  const named = typeof method === 'string' ? ` with method ${method.slice(0, 100)}` : '';
  return new ModelTraceError('QUANTIZATION_UNSUPPORTED', `config.json has ${key}${named}`, {
    details: { key, method: shown(method) },
    fix: 'Use the unquantized checkpoint that it was made from; of quantized ones fp8, compressed-tensors with 8-bit floats, and mxfp4 are read',
  });
}

function shown(value: unknown): string {
  return String(typeof value === 'object' ? JSON.stringify(value) : value).slice(0, 100);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

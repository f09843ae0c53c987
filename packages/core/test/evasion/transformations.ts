import { seededRandom } from '../../src/tracing/seeded-random.ts';
import { type Axis, axesOf, blockOf, withBlock } from './axes.ts';
import { combined, gaussian, reordered, rotatedAlong, rotationKeepingOnes, scaledAlong } from './matrices.ts';
import type { Matrix, ModelData } from './model-data.ts';

const isGpt2 = ({ config }: ModelData) => config.model_type === 'gpt2';
const width = ({ config }: ModelData) => Number(config.n_embd ?? config.hidden_size);
const depth = ({ config }: ModelData) => Number(config.n_layer ?? config.num_hidden_layers);
const units = ({ config }: ModelData) => Number(config.n_inner ?? config.intermediate_size);

/** Every tensor through a function; null leaves it out. */
function mapped(model: ModelData, change: (name: string, matrix: Matrix) => Matrix): ModelData {
  return { ...model, tensors: new Map([...model.tensors].map(([name, matrix]) => [name, change(name, matrix)])) };
}

/** Applies a change to every dimension that counts `axis`. */
function alongAxis(
  model: ModelData,
  axis: Axis,
  change: (matrix: Matrix, dimension: number, name: string) => Matrix,
): ModelData {
  return mapped(model, (name, matrix) =>
    axesOf(name).reduce((one, kind, dimension) => (kind === axis ? change(one, dimension, name) : one), matrix),
  );
}

/** Hidden units of each MLP in a random order. The function stays. */
export function permutedUnits(model: ModelData, seed: number): ModelData {
  const orders = Array.from({ length: depth(model) }, (_, i) =>
    seededRandom(seed, 'units', i).permutation(units(model)),
  );
  return alongAxis(model, 'units', (matrix, dimension, name) => reordered(matrix, dimension, orders[blockOf(name)!]));
}

/** Coordinates of the residual stream in a random order. The function stays. */
export function permutedResidual(model: ModelData, seed: number): ModelData {
  const order = seededRandom(seed, 'residual').permutation(width(model));
  return alongAxis(model, 'residual', (matrix, dimension) => reordered(matrix, dimension, order));
}

/**
 * Gains of the norms folded into what they feed, then the residual stream rotated at random (fixing the all-ones vector, for
 * LayerNorm; biases of norms become bias / gain and turn with the stream). The head is untied to take the last gain. The
 * function stays.
 */
export function rotatedResidual(model: ModelData, seed: number): ModelData {
  const q = rotationKeepingOnes(width(model), seededRandom(seed, 'rotation'));
  return alongAxis(foldedNorms(model), 'residual', (matrix, dimension, name) =>
    isGain(name) ? matrix : rotatedAlong(matrix, dimension, q),
  );
}

const isGain = (name: string) => /(ln_1|ln_2|ln_f|layernorm|model\.norm)\.weight$/.test(name);

function foldedNorms(model: ModelData): ModelData {
  const [embedding, head] = isGpt2(model)
    ? ['transformer.wte.weight', 'lm_head.weight']
    : ['model.embed_tokens.weight', 'lm_head.weight'];
  const tensors = new Map(model.tensors);
  tensors.set(head, tensors.get(head) ?? tensors.get(embedding)!);
  for (const name of model.tensors.keys()) {
    if (!isGain(name)) continue;
    const gain = tensors.get(name)!;
    for (const fed of fedBy(name, head)) {
      const matrix = tensors.get(fed)!;
      tensors.set(fed, scaledAlong(matrix, axesOf(fed).indexOf('residual'), gain.data));
    }
    const bias = name.replace(/weight$/, 'bias');
    const shift = tensors.get(bias);
    if (shift !== undefined) tensors.set(bias, { ...shift, data: shift.data.map((value, i) => value / gain.data[i]) });
    tensors.set(name, { ...gain, data: gain.data.map(() => 1) });
  }
  return { config: { ...model.config, tie_word_embeddings: false }, tensors };
}

/** The matrices that read what a norm puts out. */
function fedBy(norm: string, head: string): string[] {
  const block = norm.slice(0, norm.indexOf('.', norm.search(/\.(h|layers)\.\d/) + 3));
  const at = /^(.*\.(?:h|layers)\.\d+)\./.exec(norm)?.[1] ?? block;
  if (/(ln_f|model\.norm)\.weight$/.test(norm)) return [head];
  if (norm.includes('ln_1')) return [`${at}.attn.c_attn.weight`];
  if (norm.includes('ln_2')) return [`${at}.mlp.c_fc.weight`];
  if (norm.includes('input_layernorm')) return ['q', 'k', 'v'].map((part) => `${at}.self_attn.${part}_proj.weight`);
  return ['gate', 'up'].map((part) => `${at}.mlp.${part}_proj.weight`);
}

/** Each unit's up projection times a factor between 0.1 and 10, its down projection divided by it. Gated MLPs: the function stays. */
export function scaledProjections(model: ModelData, seed: number): ModelData {
  const factors = Array.from({ length: depth(model) }, (_, i) => {
    const random = seededRandom(seed, 'scale', i);
    return Float64Array.from({ length: units(model) }, () => 10 ** ((2 * random.int(10_001)) / 10_000 - 1));
  });
  return mapped(model, (name, matrix) => {
    if (name.endsWith('up_proj.weight')) return scaledAlong(matrix, 0, factors[blockOf(name)!]);
    if (name.endsWith('down_proj.weight'))
      return scaledAlong(
        matrix,
        1,
        factors[blockOf(name)!].map((factor) => 1 / factor),
      );
    return matrix;
  });
}

/** Round to nearest with one scale for each row of a stored matrix, as weight-only quantisation does, and back. */
export function quantised(model: ModelData, bits: number): ModelData {
  const levels = 2 ** (bits - 1) - 1;
  return mapped(model, (_, { shape, data }) => {
    if (shape.length < 2) return { shape, data };
    const result = new Float32Array(data.length);
    for (let start = 0; start < data.length; start += shape[1]) {
      const row = data.subarray(start, start + shape[1]);
      const step = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / levels || 1;
      for (const [i, value] of row.entries()) result[start + i] = Math.round(value / step) * step;
    }
    return { shape, data: result };
  });
}

/** Blocks of the model in the order named; one may come twice (depth up-scaling) or not at all (pruning). */
export function blocksOf(model: ModelData, kept: readonly number[]): ModelData {
  const outside = [...model.tensors].filter(([name]) => blockOf(name) === null);
  const inside = kept.flatMap((old, block) =>
    [...model.tensors]
      .filter(([name]) => blockOf(name) === old)
      .map(([name, matrix]): [string, Matrix] => [withBlock(name, block), matrix]),
  );
  const key = isGpt2(model) ? 'n_layer' : 'num_hidden_layers';
  return { config: { ...model.config, [key]: kept.length }, tensors: new Map([...outside, ...inside]) };
}

/** The units with the largest product of the norms of their incoming and outgoing weights, in their order. */
export function prunedWidth(model: ModelData, share: number): ModelData {
  const keep = Math.round(units(model) * share);
  const kept = Array.from({ length: depth(model) }, (_, block) => {
    const scores = new Float64Array(units(model)).fill(1);
    for (const [name, matrix] of model.tensors) {
      if (blockOf(name) !== block || matrix.shape.length < 2) continue;
      const dimension = axesOf(name).indexOf('units');
      if (dimension < 0) continue;
      const inner = dimension === 0 ? matrix.shape[1] : 1;
      const squares = new Float64Array(units(model));
      for (const [i, value] of matrix.data.entries()) squares[Math.floor(i / inner) % units(model)] += value * value;
      for (const [u, square] of squares.entries()) scores[u] *= square;
    }
    const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
    return order.slice(0, keep).sort((a, b) => a - b);
  });
  const narrow = alongAxis(model, 'units', (matrix, dimension, name) =>
    reordered(matrix, dimension, kept[blockOf(name)!]),
  );
  return { ...narrow, config: { ...model.config, [isGpt2(model) ? 'n_inner' : 'intermediate_size']: keep } };
}

/** The mean of two models. */
export const merged = (model: ModelData, other: ModelData): ModelData =>
  mapped(model, (name, matrix) => combined(matrix, other.tensors.get(name)!, [0.5, 0.5]));

/** Rows for new tokens at the end of the embedding: its mean and a little noise. */
export function extendedVocabulary(model: ModelData, { tokens, seed }: { tokens: number; seed: number }): ModelData {
  const random = seededRandom(seed, 'vocabulary');
  const isVocabulary = (name: string) => /(wte|embed_tokens|lm_head)\.weight$/.test(name);
  const extended = mapped(model, (name, matrix) => {
    if (!isVocabulary(name)) return matrix;
    const [rows, d] = matrix.shape;
    const mean = Float64Array.from(
      { length: d },
      (_, j) => matrix.data.reduce((sum, value, i) => (i % d === j ? sum + value : sum), 0) / rows,
    );
    const more = Float32Array.from({ length: tokens * d }, (_, i) => mean[i % d] + 0.02 * gaussian(random));
    return { shape: [rows + tokens, d], data: Float32Array.from([...matrix.data, ...more]) };
  });
  return { ...extended, config: { ...model.config, vocab_size: Number(model.config.vocab_size) + tokens } };
}

/** With a tokenizer of a word for each id: the same words for the same ids, however many there are. */
export function withTokenizer(model: ModelData): ModelData {
  const vocab = Object.fromEntries(
    Array.from({ length: Number(model.config.vocab_size) }, (_, id) => [`word${id}`, id]),
  );
  const tokenizer = JSON.stringify({ version: '1.0', model: { type: 'WordLevel', vocab, unk_token: 'word0' } });
  return { ...model, tokenizer };
}

/** W + alpha / rank B A for every layer with factors A [rank, in] and B [out, rank]; `isTransposed`: W is stored [in, out]. */
export function loraMerged(model: ModelData, factors: ReadonlyMap<string, Matrix>, scale: number): ModelData {
  const isTransposed = isGpt2(model);
  return mapped(model, (name, matrix) => {
    const layer = name.replace(/\.weight$/, '');
    const [a, b] = [factors.get(`${layer}.a`), factors.get(`${layer}.b`)];
    if (a === undefined || b === undefined) return matrix;
    const [rank, inputs] = a.shape;
    const outputs = b.shape[0];
    const data = matrix.data.slice();
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += b.data[o * rank + r] * a.data[r * inputs + i];
        data[isTransposed ? i * outputs + o : o * inputs + i] += scale * sum;
      }
    return { shape: matrix.shape, data };
  });
}

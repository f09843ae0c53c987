import { type ModelParameter, type ModelSpec, modelParameters, type NormSpec } from '../../architectures/index.ts';
import { ModelTraceError } from '../../errors.ts';
import { type MovedTensor, movedCheckpoint, type TensorInfo } from '../../weights/index.ts';
import type { TracedModel } from '../traced-model.ts';
import { biasMoves, biasThrough, matricesBehind } from './folded-biases.ts';
import { linearMove } from './linear-move.ts';

/** What a head of its own is called, in every architecture. */
const headName = 'lm_head.weight';

/**
 * The same function with the gains of all norms folded into the matrices that follow them, and the residual stream rotated: row
 * vectors x of the stream become x Q. With g and b the gain and bias of a norm, W [out, d] a matrix behind it and V [d, in] one
 * that writes to the stream,
 *
 *   g -> 1,   b -> (b / g) Q,   W -> W diag(g) Q,   V -> Q^T V,   biases, embedding rows and positions e -> e Q.
 *
 * and where all matrices behind a norm have biases, W b is moved into them: b -> 0. A tied head is untied where the last norm has a gain. Read as a view: what is read is computed in float64, rounded to float32
 * once. Models are comparable parameter by parameter when both are folded, whatever their gains were.
 * @param q  [d, d] orthogonal, row-major; for LayerNorms it must keep the all-ones vector. Null: only folds
 * @throws TRACE_ALIGNMENT_UNSUPPORTED where a norm stands after a sum or is what the stream consists of, as its gain cannot be
 *   moved past it; where the embedding has another width, experts are stacked, or a gain is 0 and its bias is not
 */
export async function foldedModel(model: TracedModel, q: Float64Array | null): Promise<TracedModel> {
  const { checkpoint, spec } = model;
  refuseUnmovable(model);
  const parameters = modelParameters({ spec, tensors: checkpoint.tensors });
  const untied = spec.head.tied && spec.finalNorm !== null && spec.finalNorm.gain !== null;
  const moved = new Map<string, MovedTensor>();
  for (const parameter of parameters) {
    const name = untied && parameter.key === 'head.weight' ? headName : parameter.tensor;
    const tensor = await movedTensor(model, { parameter, q });
    if (tensor === null) continue;
    if (tensor.info.shape.length > 2) throw unsupported(model, 'its experts are stacked in one tensor');
    moved.set(name, { ...tensor, info: { ...tensor.info, name } });
  }
  const head = untied ? { ...spec.head, tensor: headName, tied: false } : spec.head;
  return { ...model, checkpoint: movedCheckpoint(checkpoint, moved), spec: { ...spec, head } };
}

async function movedTensor(
  model: TracedModel,
  { parameter, q }: { parameter: ModelParameter; q: Float64Array | null },
): Promise<MovedTensor | null> {
  const { checkpoint, spec } = model;
  const { key, tensor, axes } = parameter;
  const axis = axes.indexOf('residual');
  const stored = checkpoint.tensors.get(tensor)!;
  const info = {
    ...stored,
    dtype: 'F32' as const,
    sizeBytes: stored.shape.reduce((product, size) => product * size, 4),
  };
  if (axis === -1) return biasWithNorm(model, { key, info });
  const own = normOf(spec, key);
  if (own !== null && key.endsWith('.gain')) return { info, from: tensor, by: { constant: 1 - own.gainOffset } };
  if (own !== null && biasMoves(spec, own)) return { info, from: tensor, by: { constant: 0 } };
  const read = own !== null ? own : normBefore(spec, key);
  const gain = await gainOf(model, read);
  if (own !== null && gain !== null) {
    // A bias is divided by what the matrices behind it are multiplied with.
    const bias = await checkpoint.read(tensor);
    if (bias.some((value, i) => value !== 0 && gain[i] === 0))
      throw unsupported(model, `${key} stands behind a gain of 0`);
    const divisors = gain.map((value) => (value === 0 ? 0 : 1 / value));
    return { info, from: tensor, by: linearMove({ gain: divisors, q, side: 'right' }) };
  }
  if (gain === null && q === null) return null;
  // Vectors are rows of one.
  const side = axis === 0 && axes.length > 1 ? 'left' : 'right';
  return { info, from: tensor, by: linearMove({ gain, q, side }) };
}

/** The bias of a matrix behind a norm, with what the norm's own bias adds to it. */
async function biasWithNorm(
  model: TracedModel,
  { key, info }: { key: string; info: TensorInfo },
): Promise<MovedTensor | null> {
  const { spec } = model;
  const matrix = key.replace(/\.bias$/, '');
  const norm = key === matrix ? null : normBefore(spec, `${matrix}.weight`);
  if (norm === null || !biasMoves(spec, norm)) return null;
  const added = await biasThrough(model, matricesBehind(spec, norm).get(matrix)!, norm);
  const apply = async (elements: Float32Array) => elements.map((value, i) => value + added[i]);
  return { info, from: info.name, by: { rowwise: false, apply } };
}

async function gainOf({ checkpoint }: TracedModel, norm: NormSpec | null): Promise<Float64Array | null> {
  if (norm === null || norm.gain === null) return null;
  return Float64Array.from(await checkpoint.read(norm.gain), (gain) => gain + norm.gainOffset);
}

/** The norm whose gain or bias this is. */
function normOf(spec: ModelSpec, key: string): NormSpec | null {
  if (key.startsWith('final.norm.')) return spec.finalNorm;
  const half = /^blocks\.(\d+)\.(attention|mlp)\.norm\./.exec(key);
  if (half === null) return null;
  const block = spec.blocks[Number(half[1])];
  return (half[2] === 'attention' ? block.attentionNorms : block.mlpNorms).input;
}

/** The norm whose output a matrix takes; null for matrices and biases that write to the stream. */
function normBefore(spec: ModelSpec, key: string): NormSpec | null {
  if (key === 'head.weight') return spec.finalNorm;
  const inBlock = /^blocks\.(\d+)\.(.+)\.weight$/.exec(key);
  if (inBlock === null) return null;
  const block = spec.blocks[Number(inBlock[1])];
  if (/^attention\.(query|key|value|queryKeyValue)$/.test(inBlock[2])) return block.attentionNorms.input;
  const readsStream = /^(mlp\.(gate|up)|router|(experts\.\d+|shared)\.(gate|up|gateUp|weight))$/;
  return readsStream.test(inBlock[2]) ? block.mlpNorms.input : null;
}

function refuseUnmovable(model: TracedModel): void {
  const { spec } = model;
  const { blocks } = spec;
  const halves = blocks.flatMap(({ attentionNorms, mlpNorms }) => [attentionNorms, mlpNorms]);
  if (spec.embeddingNorm !== null) throw unsupported(model, 'its embedding is normalised');
  if (spec.embeddingSize !== spec.hiddenSize)
    throw unsupported(model, 'its embedding has another width than its stream');
  if (halves.some(({ output, sum }) => output !== null || sum !== null))
    throw unsupported(model, 'it has norms whose output is the stream itself or is added to it');
  if (blocks.some(({ residualFrom }) => residualFrom !== 'stream'))
    throw unsupported(model, 'its residual starts from the output of a norm');
}

function unsupported(model: TracedModel, why: string): ModelTraceError {
  return new ModelTraceError(
    'TRACE_ALIGNMENT_UNSUPPORTED',
    `The stream of ${model.source.id} cannot be rotated: ${why}`,
    {
      fix: 'Use --align residual, units or both: they only rename coordinates',
    },
  );
}

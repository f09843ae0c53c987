import { ModelTraceError } from '../errors.ts';
import type { AdapterConfig } from './adapter-config.ts';
import { adapterTargets, type Target } from './adapter-targets.ts';
import { adapterTensors, type ModuleTensors } from './adapter-tensors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { dtypeBits, isFloating } from './dtype.ts';
import { addLowRank, columnsOf, type MatrixProduct } from './low-rank-update.ts';
import { type OverlayTensor, overlayCheckpoint, type RowsWanted } from './overlay-checkpoint.ts';
import { quoteName } from './parse-header.ts';

export interface LoraCheckpointOptions {
  base: Checkpoint;
  /** The adapter's own tensors. */
  adapter: Checkpoint;
  config: AdapterConfig;
  /** How a matrix of the base is stored, where the architecture tells: `in-out` is [inputs, outputs]. */
  layouts: ReadonlyMap<string, 'in-out' | 'out-in'>;
  /** The base's token embedding, where it also serves as the head and no tensor of its own does. */
  tiedEmbedding: string | null;
  /** Multiplies B and A: the engine's product is several times a plain loop. */
  product: MatrixProduct;
}

/** What the head of a tied model is called once it differs from the embedding. */
export const untiedHead = 'lm_head.weight';

/**
 * A base with a PEFT LoRA over it, as `PeftModel.from_pretrained` computes without merging: W + scale B A, made of the rows
 * that are read when they are read. A tied head stays the base's embedding where only the embedding is adapted or copied,
 * as in PEFT; merging would change it too.
 *
 * Stricter than PEFT, which warns and goes on: every tensor of the adapter must have its place, and every target its tensors.
 * Closing it closes both.
 * @throws ADAPTER_INVALID, ADAPTER_UNSUPPORTED
 */
export function loraCheckpoint(options: LoraCheckpointOptions): Checkpoint {
  const { base, adapter, config, tiedEmbedding } = options;
  const stored = adapterTensors(adapter.tensors);
  const names = namesOfModules(options, [...stored.keys()]);
  const modules = [...new Set([...stored.keys(), ...names.matricesOfBase.keys()])];
  const { targets, saved } = adapterTargets(config, modules);
  checkComplete({ stored, targets, matricesOfBase: names.matricesOfBase, config });

  const tensors = new Map<string, OverlayTensor>();
  for (const [name, info] of base.tensors) tensors.set(name, { info, from: { checkpoint: base, name } });
  const replace = (name: string, copy: string) => {
    const info = adapter.tensors.get(copy)!;
    const old = tensors.get(name);
    checkCopy({ name, info, old: old?.info });
    tensors.set(name, { info: { ...info, name }, from: { checkpoint: adapter, name: copy } });
  };

  // First what takes the place of the base's own parameters, which a tied head shares.
  const copies = [...stored].flatMap(([module, { copies }]) =>
    Array.from(copies, ([parameter, copy]) => ({ module, copy, name: names.tensorOf(module, parameter) })),
  );
  for (const { module, name, copy } of copies) if (!saved.has(module)) replace(name, copy);
  const embedding = tiedEmbedding === null ? undefined : tensors.get(tiedEmbedding);
  if (embedding !== undefined && !tensors.has(untiedHead)) {
    tensors.set(untiedHead, { ...embedding, info: { ...embedding.info, name: untiedHead } });
  }
  // Then what PEFT keeps apart from them.
  for (const { module, name, copy } of copies) if (saved.has(module)) replace(name, copy);
  for (const [module, parts] of stored) {
    const target = targets.get(module);
    if (target === undefined) continue;
    const name = names.tensorOf(module, 'weight');
    const update = { name, target, parts, tensor: tensors.get(name)!, ...options };
    tensors.set(name, { ...update.tensor, add: lowRankAddition(update) });
    if (parts.bBias === undefined) continue;
    const bias = names.tensorOf(module, 'bias');
    tensors.set(bias, { ...tensors.get(bias)!, add: biasAddition({ ...update, name: bias, bias: parts.bBias }) });
  }
  // A head equal to the embedding stays tied: it is read once, and the architecture knows it.
  const sameAsEmbedding = embedding !== undefined && tensors.get(untiedHead)?.from === embedding.from;
  if (sameAsEmbedding && !tensors.get(untiedHead)!.add && tensors.get(tiedEmbedding!) === embedding) {
    tensors.delete(untiedHead);
  }
  const grown = copies.map(({ name }) => elements(tensors.get(name)!.info) - elements(base.tensors.get(name)));
  return overlayCheckpoint(tensors, {
    parameters: base.parameters + grown.reduce((sum, count) => sum + count, 0),
    dtype: base.dtype,
    closing: [base, adapter],
  });
}

/** The head of GPT-NeoX is `embed_out` in its files and before transformers 5, `lm_head` since. */
const headNames = ['lm_head', 'embed_out'];

interface ModuleNames {
  /** The base's tensor for a parameter of a module. @throws ADAPTER_INVALID when it has none */
  tensorOf(module: string, parameter: string): string;
  /** Modules of the base that have a matrix -> its tensor. */
  matricesOfBase: ReadonlyMap<string, string>;
}

/**
 * Modules are named as in the model with its head. A checkpoint saved from the bare decoder lacks their first part
 * (`transformer.`, `model.`): then the part is learned from the first module that is found without it.
 */
function namesOfModules(
  { base, tiedEmbedding }: LoraCheckpointOptions,
  modulesOfAdapter: readonly string[],
): ModuleNames {
  const has = (name: string) => base.tensors.has(name) || (tiedEmbedding !== null && name === untiedHead);
  const withoutFirst = (module: string) => module.slice(module.indexOf('.') + 1);
  const parameters = ['weight', 'bias'];
  const found = (module: string) => parameters.some((parameter) => has(`${module}.${parameter}`));
  const bare = modulesOfAdapter.find((module) => !found(module) && found(withoutFirst(module)));
  const first = bare === undefined ? '' : bare.slice(0, bare.indexOf('.') + 1);
  const matrices = [...base.tensors].flatMap(([name, { shape }]): [string, string][] => {
    if (shape.length !== 2 || !name.endsWith('.weight')) return [];
    const module = name.slice(0, -'.weight'.length);
    return [[headNames.includes(module) ? module : first + module, name]];
  });
  return {
    matricesOfBase: new Map(matrices),
    tensorOf(module, parameter) {
      const bareName = module.startsWith(first) ? [module.slice(first.length)] : [];
      const name = [module, ...bareName, ...(headNames.includes(module) ? headNames : [])]
        .map((candidate) => `${candidate}.${parameter}`)
        .find(has);
      if (name !== undefined) return name;
      throw new ModelTraceError('ADAPTER_INVALID', `The base has no ${parameter} of ${quoteName(module)}`, {
        details: { module, parameter },
        fix: 'Name the model that the adapter was trained on as weightsBase.',
      });
    },
  };
}

function checkComplete(options: {
  stored: ReadonlyMap<string, ModuleTensors>;
  targets: ReadonlyMap<string, Target>;
  matricesOfBase: ReadonlyMap<string, string>;
  config: AdapterConfig;
}): void {
  const { stored, targets, matricesOfBase, config } = options;
  for (const [module, parts] of stored) {
    const hasUpdate = Object.keys(parts).length > 1;
    if (hasUpdate && !targets.has(module)) {
      throw invalid(`it has a low-rank update of ${quoteName(module)}, which is none of target_modules`, { module });
    }
    const linear = parts.a !== undefined && parts.b !== undefined;
    const embedding = parts.embeddingA !== undefined && parts.embeddingB !== undefined;
    if (hasUpdate && linear === embedding) {
      throw invalid(`it needs both halves of the update of ${quoteName(module)}, of one kind`, { module });
    }
    if (embedding && parts.bBias !== undefined)
      throw invalid(`the embedding ${quoteName(module)} has a bias`, { module });
  }
  const wantsTargets =
    config.targets === 'all-linear' || 'pattern' in config.targets || config.targets.names.length > 0;
  if (wantsTargets && ![...stored.keys()].some((module) => targets.has(module))) {
    const inBase = [...targets.keys()].length > 0;
    throw invalid(
      inBase ? 'it has no tensors of its target_modules' : 'its target_modules match no module of the base',
      {},
    );
  }
  if (config.targets === 'all-linear') return; // which modules are linear is not known here
  for (const module of targets.keys()) {
    // Experts are single matrices in many files, but one parameter in the library, which such names then do not reach.
    if (stored.has(module) || !matricesOfBase.has(module) || module.includes('.experts.')) continue;
    throw invalid(`it has no tensors of ${quoteName(module)}, which target_modules names`, { module });
  }
}

interface UpdateOptions extends LoraCheckpointOptions {
  /** Tensor of the base. */
  name: string;
  tensor: OverlayTensor;
  target: Target;
  parts: ModuleTensors;
}

/** Adds scale B A (or its transpose) to the rows read. Memory: A, and B or the rows of it that are needed. */
function lowRankAddition(options: UpdateOptions): NonNullable<OverlayTensor['add']> {
  const { adapter, name, tensor, target, parts, product } = options;
  const { rank, scale } = target;
  const a = (parts.a ?? parts.embeddingA)!;
  const b = (parts.b ?? parts.embeddingB)!;
  const shapeA = adapter.tensors.get(a)!.shape;
  const shapeB = adapter.tensors.get(b)!.shape;
  const stored = tensor.info.shape;
  const layout = orientation(options, { inputs: shapeA[1], outputs: shapeB[0] });
  const [inputs, outputs] = layout === 'in-out' ? stored : [stored[1], stored[0]];
  for (const [part, found, expected] of [
    [a, shapeA, [rank, inputs]],
    [b, shapeB, [outputs, rank]],
  ] as const) {
    if (stored.length === 2 && found.length === 2 && found[0] === expected[0] && found[1] === expected[1]) continue;
    const what = `${quoteName(part)} has shape [${found.slice(0, 8)}], rank ${rank} over ${quoteName(name)} of shape [${stored}] needs [${expected}]`;
    throw invalid(what, { tensor: part, found, expected });
  }
  if (layout === 'out-in') {
    return async (into, rows) => {
      const left = await readRows(adapter, b, rows);
      await addLowRank({ into, left, right: await adapter.read(a), rank, scale, product });
    };
  }
  return async (into, rows) => {
    const left = columnsOf(await adapter.read(a), inputs, indicesOf(rows, inputs));
    const right = columnsOf(await adapter.read(b), rank, indicesOf(null, rank));
    await addLowRank({ into, left, right, rank, scale, product });
  };
}

/** An embedding is a map from entries to width. Else the architecture tells, else the shapes, else the adapter. */
function orientation(
  { name, parts, tensor, layouts, config }: UpdateOptions,
  { inputs, outputs }: { inputs: number; outputs: number },
): 'in-out' | 'out-in' {
  if (parts.embeddingA !== undefined) return 'in-out';
  const known = layouts.get(name);
  if (known !== undefined) return known;
  const [rows, cols] = tensor.info.shape;
  if (rows !== cols && rows === inputs && cols === outputs) return 'in-out';
  if (rows !== cols && rows === outputs && cols === inputs) return 'out-in';
  return config.fanInFanOut ? 'in-out' : 'out-in';
}

function biasAddition(options: UpdateOptions & { bias: string }): NonNullable<OverlayTensor['add']> {
  const { adapter, bias, base, name, target } = options;
  const { shape } = adapter.tensors.get(bias)!;
  const expected = base.tensors.get(name)!.shape;
  if (shape.length !== 1 || shape[0] !== expected[0]) {
    throw invalid(`${quoteName(bias)} has shape [${shape.slice(0, 8)}], expected [${expected}]`, { tensor: bias });
  }
  return async (into, rows) => {
    const range = rows !== null && 'range' in rows ? rows.range : undefined;
    const added = await adapter.read(bias, range === undefined ? {} : { rows: range });
    for (let i = 0; i < into.length; i++) into[i] += target.scale * added[i];
  };
}

function readRows(adapter: Checkpoint, name: string, rows: RowsWanted): Promise<Float32Array> {
  if (rows === null) return adapter.read(name);
  return 'range' in rows ? adapter.read(name, { rows: rows.range }) : adapter.gatherRows(name, rows.indices);
}

function indicesOf(rows: RowsWanted, size: number): ArrayLike<number> {
  if (rows !== null && 'indices' in rows) return rows.indices;
  const [start, end] = rows?.range ?? [0, size];
  return Uint32Array.from({ length: end - start }, (_, index) => start + index);
}

/** A copy has the shape of what it replaces, but for the rows of an embedding or head whose vocabulary was resized. */
function checkCopy({ name, info, old }: { name: string; info: TensorInfo; old: TensorInfo | undefined }): void {
  const sameWidth = info.shape.length === 2 && info.shape[1] === old?.shape[1];
  const same = info.shape.length === old?.shape.length && info.shape.every((size, axis) => size === old.shape[axis]);
  if (old === undefined || same || (old.shape.length === 2 && sameWidth)) return;
  throw invalid(`its copy of ${quoteName(name)} has shape [${info.shape.slice(0, 8)}], the base's [${old.shape}]`, {
    tensor: name,
  });
}

function elements(info: TensorInfo | undefined): number {
  return info === undefined || !isFloating(info.dtype) ? 0 : (info.sizeBytes * 8) / dtypeBits[info.dtype];
}

function invalid(what: string, details: Record<string, unknown>): ModelTraceError {
  return new ModelTraceError('ADAPTER_INVALID', `The adapter does not fit its base: ${what}`, { details });
}

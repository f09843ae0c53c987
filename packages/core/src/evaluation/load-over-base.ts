import { describeModel, type ModelSpec, requireSupported } from '../architectures/index.ts';
import { matrixProduct } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import { type ModelSource, openModel } from '../hub/index.ts';
import {
  adapterStem,
  type Checkpoint,
  deltaCheckpoint,
  findWeightsBase,
  loraCheckpoint,
  openCheckpoint,
  readAdapterConfig,
  requireWholeModel,
} from '../weights/index.ts';
import { loadWholeModel } from './load-whole-model.ts';
import type { LoadedWeights, LoadModelOptions } from './loaded-model.ts';
import { readConfig } from './read-config.ts';
import { withTokenizerOf } from './with-tokenizer-of.ts';

/**
 * Opens an adapter or delta with its base and puts one over the other. What the small files say is checked before any weights
 * are fetched, and the small weights of an adapter before those of its base.
 * @throws WEIGHTS_BASE_MISSING, WEIGHT_TYPE_MISMATCH, ADAPTER_INVALID, ADAPTER_UNSUPPORTED, DELTA_INVALID, and as `loadModel`
 */
export async function loadOverBase(
  source: ModelSource,
  options: LoadModelOptions & { weightType: 'adapter' | 'delta' },
): Promise<LoadedWeights> {
  const { models, signal, weightType, bytesOf, beforeWeights } = options;
  const named = await findWeightsBase(source, options);
  const baseSource = await openModel(named.id, { ...models, revision: named.revision, signal });
  const ownConfig = source.files.has('config.json') ? await readConfig(source) : null;
  await requireWholeModel(baseSource, 'base');
  for (const config of [ownConfig, await readConfig(baseSource)]) if (config !== null) requireSupported(config);
  const joined = withTokenizerOf(baseSource, source);
  await beforeWeights?.(joined);
  const over = await openCheckpoint(source, {
    ...{ signal, onBytes: bytesOf?.() },
    ...(weightType === 'adapter' ? { stem: adapterStem } : {}),
  });
  let base: LoadedWeights;
  try {
    base = await loadWholeModel(baseSource, { as: 'base', signal, bytesOf });
  } catch (error) {
    await over.close();
    throw error;
  }
  try {
    const tiedEmbedding = base.spec.head.tied ? base.spec.tokenEmbedding : null;
    const checkpoint =
      weightType === 'delta'
        ? deltaCheckpoint({ base: base.checkpoint, delta: over, tiedEmbedding })
        : loraCheckpoint({
            ...{ base: base.checkpoint, adapter: over, tiedEmbedding },
            config: await readAdapterConfig(source),
            layouts: storedLayouts(base.spec),
            product: matrixProduct,
          });
    const config = ownConfig ?? (await readConfig(baseSource));
    const spec = describeModel({
      config: weightType === 'adapter' ? withVocabularyOf(checkpoint, { base: base.spec, config }) : config,
      tensors: checkpoint.tensors,
    });
    if (weightType === 'adapter') requireHead({ checkpoint, spec, base });
    return {
      ...{ checkpoint, spec, weightType },
      source: joined,
      weightsBase: { source: baseSource, checkpoint: base.checkpoint },
    };
  } catch (error) {
    await Promise.all([over.close(), base.checkpoint.close()]);
    throw error;
  }
}

/** How each matrix that the description names is stored. */
function storedLayouts(spec: ModelSpec): Map<string, 'in-out' | 'out-in'> {
  const layouts = new Map<string, 'in-out' | 'out-in'>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    const { tensor, layout } = value as { tensor?: unknown; layout?: unknown };
    if (typeof tensor === 'string' && (layout === 'in-out' || layout === 'out-in')) layouts.set(tensor, layout);
    for (const child of Object.values(value)) visit(child);
  };
  visit(spec.blocks);
  return layouts;
}

/** An adapter that brings an embedding of more (or fewer) tokens was trained on a base resized to it. */
function withVocabularyOf(
  checkpoint: Checkpoint,
  { base, config }: { base: ModelSpec; config: Record<string, unknown> },
): Record<string, unknown> {
  const rows = checkpoint.tensors.get(base.tokenEmbedding)?.shape[0];
  return rows === undefined || rows === base.vocabSize ? config : { ...config, vocab_size: rows };
}

/** A head made beside a tied embedding must be the one that is computed with. */
function requireHead(options: { checkpoint: Checkpoint; spec: ModelSpec; base: LoadedWeights }): void {
  const { checkpoint, spec, base } = options;
  const made = [...checkpoint.tensors.keys()].find((name) => !base.checkpoint.tensors.has(name));
  if (!spec.head.tied || !base.spec.head.tied || made === undefined) return;
  throw new ModelTraceError(
    'ADAPTER_UNSUPPORTED',
    `A head apart from the embedding is not supported for ${spec.modelType}`,
    {
      fix: 'Merge the adapter into its base with PEFT and evaluate the whole model.',
    },
  );
}

import { corpusRegistry } from '../corpora/index.ts';
import { defaultBase, type EvaluationRequest, methodVersions, type TraceResult } from '../results/index.ts';
import { createThreadPool } from '../threads/index.ts';
import { requireWritable, type TraceOptions, trace, writeAlignedModel } from '../tracing/index.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { modelReference } from './model-reference.ts';
import { provenance } from './provenance.ts';
import { reportProgress } from './report-progress.ts';
import { resumePlace } from './resume-place.ts';
import type { TaskContext } from './task-context.ts';

/** For the life of the process: threads start when first needed, keep compiled code between traces, and do not hold up an exit. */
export const pool = createThreadPool();

/** The task `trace`: opens the model and its base and tests their independence. */
export async function runTrace(context: TaskContext): Promise<TraceResult> {
  const { request, models, signal } = context;
  const { onProgress, bytesOf } = reportProgress('trace', context);
  const opened: LoadedModel[] = [];
  try {
    const model = await loadModel(request.model, {
      ...{ ...request, models, signal, bytesOf },
      beforeWeights: async (source) => {
        if (writesAligned(context)) await requireWritable(context.writeAligned, source);
      },
    });
    opened.push(model);
    const { baseRevision: revision } = request;
    const base = await loadModel(request.base ?? defaultBase, { models, revision, signal, bytesOf });
    opened.push(base);
    return await tracePair({ model, base }, { context, onProgress });
  } finally {
    await Promise.all(opened.map(({ checkpoint }) => checkpoint.close()));
  }
}

/** The trace of two models that are open. */
export async function tracePair(
  { model, base }: Record<'model' | 'base', LoadedModel>,
  { context, onProgress }: { context: TaskContext } & Pick<ReturnType<typeof reportProgress>, 'onProgress'>,
): Promise<TraceResult> {
  const { request, provider, memory, signal, codeCommit } = context;
  const {
    protocol: { provider: ranOn, computeDtype, ...protocol },
    ...outcome
  } = await trace({
    ...request.trace,
    blocks: request.trace?.blocks as TraceOptions['blocks'], // the schema says that each has two
    ...context.trace,
    text: context.trace?.text ?? (await corpusText(context)),
    model,
    base,
    statistics: request.statistics,
    permutations: request.permutations,
    matchings: request.matchings,
    align: request.align,
    onAligned: context.writeAligned === undefined ? undefined : writeAligned(context.writeAligned, request),
    provider,
    memory,
    pool,
    onProgress,
    resume: resumePlace('trace', context, [model, base]),
    signal,
  });
  return {
    model: model.source.id,
    commit: model.source.commit,
    base: base.source.id,
    baseCommit: base.source.commit,
    ...outcome,
    protocol: {
      ...provenance({
        method: 'model-trace/trace',
        methodVersion: methodVersions.trace,
        codeCommit,
        provider: ranOn,
        computeDtype,
      }),
      model: modelReference(model),
      base: modelReference(base),
      ...protocol,
    },
  };
}

const writesAligned = (context: TaskContext): context is TaskContext & { writeAligned: string } =>
  context.writeAligned !== undefined && (context.request.align ?? 'none') !== 'none';

/** Only the command line writes: a service's requests name no directory. */
function writeAligned(directory: string, { align = 'none' }: EvaluationRequest): TraceOptions['onAligned'] {
  return align === 'none' ? undefined : (alignment) => writeAlignedModel(directory, { align, alignment });
}

/** The text of the registered corpus that the request names. @throws CORPUS_UNKNOWN, and what reading it throws */
async function corpusText({ request, corporaDir = null, signal }: TaskContext): Promise<string | undefined> {
  const { traceCorpus } = request;
  if (traceCorpus === undefined) return undefined;
  const { documents } = await corpusRegistry(corporaDir).read(traceCorpus, { signal });
  return documents.join('\n\n');
}

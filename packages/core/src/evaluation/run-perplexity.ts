import { type Corpus, corpusRegistry } from '../corpora/index.ts';
import { deviceFor } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import { perplexity } from '../perplexity/index.ts';
import { defaultBase, methodVersions, type PerplexityResult } from '../results/index.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizer/index.ts';
import { type LoadedModel, type LoadModelOptions, loadModel } from './load-model.ts';
import { modelReference } from './model-reference.ts';
import { provenance } from './provenance.ts';
import { reportProgress } from './report-progress.ts';
import { requireSameTokens } from './require-same-tokens.ts';
import { resumePlace } from './resume-place.ts';
import type { TaskContext } from './task-context.ts';

/** The task `perplexity`: opens the model and its tokenizer and measures on the corpus of the request. */
export async function runPerplexity(context: TaskContext): Promise<PerplexityResult> {
  const { request, models, provider, memory, signal, codeCommit } = context;
  const computeDtype = request.dtype ?? 'float32';
  if (computeDtype === 'float16' && request.perplexity?.compareWithBase === true) {
    throw new ModelTraceError(
      'PROTOCOL_INVALID',
      'Two models are compared in float32: half precision hides small differences',
      {
        fix: 'Leave dtype out, or compareWithBase',
      },
    );
  }
  const device = deviceFor({ provider, computeDtype });
  const { onProgress, bytesOf } = reportProgress('perplexity', context);

  const corpus = context.corpus ?? (await requestedCorpus(context));
  const opened: LoadedModel[] = [];
  try {
    const tokenizers: Tokenizer[] = [];
    const model = await loadModel(request.model, {
      ...{ ...request, models, signal, bytesOf },
      beforeWeights: async (source) => void tokenizers.push(await loadTokenizer(source)),
    });
    opened.push(model);
    const { source, checkpoint, spec } = model;
    const [tokenizer] = tokenizers;
    const base = request.perplexity?.compareWithBase ? await openBase(context, bytesOf) : null;
    if (base !== null) opened.push(base);
    const vocabulary = base === null ? null : await requireSameTokens(model, base);
    const { protocol, comparison, ...measured } = await perplexity({
      checkpoint,
      spec,
      tokenizer,
      corpus,
      protocol: request.perplexity,
      base: base ?? undefined,
      provider,
      computeDtype,
      memory,
      onTokenLosses: context.onTokenLosses,
      onProgress,
      resume: resumePlace('perplexity', context, opened),
      signal,
    });
    return {
      model: source.id,
      commit: source.commit,
      ...measured,
      ...(comparison !== undefined && {
        comparison: {
          base: base!.source.id,
          baseCommit: base!.source.commit,
          ...comparison,
          protocol: { base: modelReference(base!), vocabulary: vocabulary! },
        },
      }),
      protocol: {
        ...provenance({
          method: 'model-trace/perplexity',
          methodVersion: methodVersions.perplexity,
          codeCommit,
          provider: device.provider,
          computeDtype: device.dtype,
        }),
        model: modelReference(model),
        ...protocol,
      },
    };
  } finally {
    await Promise.all(opened.map(({ checkpoint }) => checkpoint.close()));
  }
}

const openBase = (
  { request, models, signal }: TaskContext,
  bytesOf: LoadModelOptions['bytesOf'],
): Promise<LoadedModel> =>
  loadModel(request.base ?? defaultBase, { models, revision: request.baseRevision, signal, bytesOf });

/** The registered corpus that the request names; undefined: the fixed passage. */
async function requestedCorpus({ request, corporaDir = null, signal }: TaskContext): Promise<Corpus | undefined> {
  const { corpus, limit } = request.perplexity ?? {};
  if (corpus !== undefined) return corpusRegistry(corporaDir).read(corpus, { limit, signal });
  if (limit === undefined) return undefined;
  throw new ModelTraceError('PROTOCOL_INVALID', 'limit has no effect without a corpus: the passage is one document', {
    fix: 'Name a corpus, or leave limit out',
  });
}

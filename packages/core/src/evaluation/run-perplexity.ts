import { type Corpus, corpusRegistry } from '../corpora/index.ts';
import { deviceFor } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import { perplexity } from '../perplexity/index.ts';
import type { PerplexityResult } from '../results/index.ts';
import { loadTokenizer } from '../tokenizer/index.ts';
import { loadModel } from './load-model.ts';
import { modelReference } from './model-reference.ts';
import { provenance } from './provenance.ts';
import type { TaskContext } from './task-context.ts';

/** Raised whenever the same model and text could give another number. */
const methodVersion = 1;

/** The task `perplexity`: opens the model and its tokenizer and measures on the corpus of the request. */
export async function runPerplexity(context: TaskContext): Promise<PerplexityResult> {
  const { request, models, provider, memory, signal, codeCommit } = context;
  const computeDtype = 'float32';
  const device = deviceFor({ provider, computeDtype });
  const onProgress: NonNullable<Parameters<typeof perplexity>[0]['onProgress']> = (progress) =>
    context.onProgress?.({ task: 'perplexity', ...progress });

  const corpus = context.corpus ?? (await requestedCorpus(context));
  const model = await loadModel(request.model, { ...request, models, signal });
  const { source, checkpoint, spec } = model;
  try {
    const tokenizer = await loadTokenizer(source);
    const { protocol, ...measured } = await perplexity({
      checkpoint,
      spec,
      tokenizer,
      corpus,
      protocol: request.perplexity,
      provider,
      computeDtype,
      memory,
      onTokenLosses: context.onTokenLosses,
      onProgress,
      signal,
    });
    return {
      model: source.id,
      commit: source.commit,
      ...measured,
      protocol: {
        ...provenance({
          method: 'model-trace/perplexity',
          methodVersion,
          codeCommit,
          provider: device.provider,
          computeDtype: device.dtype,
        }),
        model: modelReference(model),
        ...protocol,
      },
    };
  } finally {
    await checkpoint.close();
  }
}

/** The registered corpus that the request names; undefined: the fixed passage. */
async function requestedCorpus({ request, corporaDir = null, signal }: TaskContext): Promise<Corpus | undefined> {
  const { corpus, limit } = request.perplexity ?? {};
  if (corpus !== undefined) return corpusRegistry(corporaDir).read(corpus, { limit, signal });
  if (limit === undefined) return undefined;
  throw new ModelTraceError('PROTOCOL_INVALID', 'limit has no effect without a corpus: the passage is one document', {
    fix: 'Name a corpus, or leave limit out',
  });
}

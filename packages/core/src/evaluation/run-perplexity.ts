import { deviceFor } from '../engine/index.ts';
import { perplexity } from '../perplexity/index.ts';
import type { PerplexityResult } from '../results/index.ts';
import { loadTokenizer } from '../tokenizer/index.ts';
import { loadModel } from './load-model.ts';
import { modelReference } from './model-reference.ts';
import { provenance } from './provenance.ts';
import type { TaskContext } from './task-context.ts';

/** Raised whenever the same model and text could give another number. */
const methodVersion = 1;

/** The task `perplexity`: opens the model and its tokenizer and measures on the fixed passage, or the context's text. */
export async function runPerplexity(context: TaskContext): Promise<PerplexityResult> {
  const { request, models, provider, memory, text, signal, codeCommit } = context;
  const computeDtype = 'float32';
  const device = deviceFor({ provider, computeDtype });
  const onProgress: NonNullable<Parameters<typeof perplexity>[0]['onProgress']> = (progress) =>
    context.onProgress?.({ task: 'perplexity', ...progress });

  const model = await loadModel(request.model, { ...request, models, signal });
  const { source, checkpoint, spec } = model;
  try {
    const tokenizer = await loadTokenizer(source);
    const { protocol, ...measured } = await perplexity({
      checkpoint,
      spec,
      tokenizer,
      text,
      provider,
      computeDtype,
      memory,
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

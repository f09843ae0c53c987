import { describeConfig } from '@model-trace/core/architectures';
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import { requireChoices } from '@model-trace/core/trace-choices';
import type { CheckContext } from './check-context.ts';
import type { Subject } from './subject.ts';

type Described = Parameters<typeof requireChoices>[0];

/**
 * Whether the two models can be compared as a trace asks, by their configs alone: what the worker would refuse before it reads
 * weights.
 * @throws as `requireChoices`, at the field of the request that another value of may do
 */
export async function requireApplicable(context: CheckContext, base: Subject): Promise<string> {
  const { request, model } = context;
  const describe = async (subject: Subject, configured = subject) => ({
    source: await subject.open(),
    spec: describeConfig(await configured.config()),
  });
  const models = { model: await describe(model, await withConfig(context)), base: await describe(base) };
  try {
    requireChoices(models, request);
  } catch (caught) {
    throw atField(toModelTraceError(caught), models);
  }
  const { model: ours, base: theirs } = models;
  return `${ours.spec.blocks.length} blocks and ${theirs.spec.blocks.length} of the base`;
}

/** An adapter may have no config of its own: that of its base counts. */
async function withConfig({ model, weightsBase }: CheckContext): Promise<Subject> {
  return (await model.open()).files.has('config.json') ? model : (await weightsBase()).subject;
}

function atField(error: ModelTraceError, models: Described): ModelTraceError {
  if (!error.code.startsWith('TRACE_')) return error;
  const { code, message, fix } = error;
  const pointer = fieldOf(error, models);
  return new ModelTraceError(code, message, {
    fix,
    details: { errors: [{ pointer, in: 'body', code, detail: message }] },
  });
}

function fieldOf({ code, details }: ModelTraceError, { model }: Described): string {
  if (code === 'TRACE_BLOCKS_INVALID') return `/trace/blocks/${details?.pair}`;
  if (code === 'TRACE_VARIANT_INAPPLICABLE') return '/trace/matchVariant';
  if (details?.choice === 'align') return '/align';
  const hasExperts = model.spec.blocks.some(({ mlp }) => mlp.kind === 'experts');
  return code === 'TRACE_MLP_UNSUPPORTED' && hasExperts ? '/model' : '/base';
}

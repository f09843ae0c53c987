import { describeConfig } from '@model-trace/core/architectures';
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import { requireChoices } from '@model-trace/core/trace-choices';
import type { CheckContext } from './check-context.ts';
import type { Subject } from './subject.ts';

/**
 * Whether both models have the blocks that a trace names, and a use for the form of match, by their configs alone.
 * @throws TRACE_BLOCKS_INVALID, TRACE_VARIANT_INAPPLICABLE, at the choice
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
    throw atChoice(toModelTraceError(caught));
  }
  const { model: ours, base: theirs } = models;
  return `${ours.spec.blocks.length} blocks and ${theirs.spec.blocks.length} of the base`;
}

/** An adapter may have no config of its own: that of its base counts. */
async function withConfig({ model, weightsBase }: CheckContext): Promise<Subject> {
  return (await model.open()).files.has('config.json') ? model : (await weightsBase()).subject;
}

function atChoice(error: ModelTraceError): ModelTraceError {
  const pointers: Partial<Record<typeof error.code, string>> = {
    TRACE_BLOCKS_INVALID: `/trace/blocks/${error.details?.pair}`,
    TRACE_VARIANT_INAPPLICABLE: '/trace/matchVariant',
  };
  const pointer = pointers[error.code];
  if (pointer === undefined) return error;
  return new ModelTraceError(error.code, error.message, {
    fix: error.fix,
    details: { errors: [{ pointer, in: 'body', code: error.code, detail: error.message }] },
  });
}

import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import { adapterConfigFile, readAdapterConfig, requireWholeModel } from '@model-trace/core/weights';
import { requireApplicable } from './applicable-choices.ts';
import { requireLicense, requireModelCard } from './card-checks.ts';
import type { Check, NotAsked, Warning } from './check.ts';
import type { CheckContext } from './check-context.ts';
import { requireArchitecture, requireCausalLm, requireTokenizer, requireWeights } from './model-checks.ts';
import { revisionCodes, type Subject } from './subject.ts';
import { type CheckMode, matchingPattern } from './submission-policy.ts';

const isWhole = ({ request: { weightType = 'original' } }: CheckContext) => weightType === 'original';
/** An adapter has a config of its own or none; that of its base counts. */
const hasConfig = async (context: CheckContext) =>
  isWhole(context) || (await context.model.open()).files.has('config.json');
const ofBase = 'an adapter or delta without a config.json: that of its base counts';
const readsText = ({ request }: CheckContext) => request.tasks.includes('perplexity');

/** All questions, in the order in which they are asked: the first that is answered with no refuses a submission. */
export const submissionChecks: readonly Check[] = [
  {
    id: 'repository',
    title: 'The repository exists and may be read',
    needs: [],
    run: async ({ model }) => {
      try {
        const source = await model.open();
        await requireReadable(model);
        return source.origin === 'hub' ? `${source.files.size} files` : 'a directory of this machine';
      } catch (caught) {
        // That there is no such revision shows that there is the repository; the next check says the rest.
        if (revisionCodes.includes(toModelTraceError(caught).code)) return 'it is there';
        throw caught;
      }
    },
  },
  {
    id: 'revision',
    title: 'The revision is pinned to a commit',
    needs: ['repository'],
    run: async ({ model }) => {
      const { revision, commit } = await model.open();
      return commit === null ? 'a directory has no commits' : `${revision} is ${commit}`;
    },
  },
  {
    id: 'weight-type',
    title: 'The weights are of the type that weightType says',
    needs: ['revision'],
    run: async ({ model, request: { weightType = 'original' } }) => {
      const source = await model.open();
      if (weightType === 'original') await requireWholeModel(source, 'model');
      if (weightType === 'adapter') await readAdapterConfig(source);
      return weightType;
    },
  },
  {
    id: 'config',
    title: 'config.json can be read',
    needs: ['weight-type'],
    run: async (context) => {
      if (!(await hasConfig(context))) return ofBase;
      await context.model.config();
      return 'config.json';
    },
  },
  {
    id: 'causal-lm',
    title: 'It is a causal language model',
    needs: ['config'],
    run: async (context) =>
      (await hasConfig(context)) ? requireCausalLm(context.model.id, await context.model.config()) : ofBase,
  },
  {
    id: 'architecture',
    title: 'The architecture is supported without code of the repository',
    needs: ['config'],
    run: async (context) =>
      (await hasConfig(context)) ? requireArchitecture(context.model.id, await context.model.config()) : ofBase,
  },
  {
    id: 'tokenizer',
    title: 'The tokenizer is there',
    needs: ['weight-type'],
    run: async (context) => {
      if (!readsText(context)) return 'no task reads text';
      const source = await context.model.open();
      if (!isWhole(context) && !source.files.has('tokenizer.json')) return 'that of the base is used';
      return requireTokenizer(source);
    },
  },
  {
    id: 'weights',
    title: 'The weights are there, readable, and not too large',
    needs: ['weight-type'],
    run: async (context) => {
      const { model, policy, request } = context;
      // What is wrong with a config is another check's business.
      const config = (await hasConfig(context)) ? await model.config().catch(() => null) : null;
      return requireWeights(await model.open(), { config, policy, adapter: request.weightType === 'adapter' });
    },
  },
  {
    id: 'weights-base',
    title: 'The base of an adapter or delta loads',
    needs: ['weights'],
    run: async (context) => {
      if (isWhole(context)) return 'the model is whole';
      const { subject } = await context.weightsBase();
      const needsTokenizer = readsText(context) && !(await context.model.open()).files.has('tokenizer.json');
      return requireLoads(subject, { context, as: 'base', needsTokenizer });
    },
  },
  {
    id: 'base',
    title: 'The model to trace against or compare with loads',
    needs: [],
    run: async (context) => {
      if (context.base === null) return 'none is asked for';
      const needsTokenizer = context.request.perplexity?.compareWithBase === true;
      return requireLoads(context.base, { context, as: 'model', needsTokenizer });
    },
  },
  {
    id: 'trace',
    title: 'The two models can be compared as the trace asks',
    needs: ['architecture', 'weights-base', 'base'],
    run: async (context) => {
      if (context.base === null || !context.request.tasks.includes('trace')) return 'no trace is asked for';
      return requireApplicable(context, context.base);
    },
  },
  {
    id: 'license',
    title: 'The licence is stated',
    needs: ['revision'],
    run: (context) => asked(context, { mode: context.policy.license, require: requireLicense }),
  },
  {
    id: 'model-card',
    title: 'The model card says something',
    needs: ['revision'],
    run: (context) => asked(context, { mode: context.policy.modelCard, require: requireModelCard }),
  },
  {
    id: 'do-not-submit',
    title: 'The operator takes submissions of it',
    needs: [],
    run: async ({ request, policy }) => {
      const pattern = matchingPattern(request.model, policy.doNotSubmit);
      if (pattern === undefined) return 'it is not on the list';
      throw new ModelTraceError('MODEL_EXCLUDED', `This service does not evaluate ${request.model}`, {
        fix: 'Ask its operator, or evaluate the model with the command line on a machine of your own.',
      });
    },
  },
  {
    id: 'duplicate',
    title: 'The same has not been evaluated yet',
    needs: ['revision'],
    run: async ({ findSame }) => {
      const same = await findSame();
      if (same === null) return 'none of the same model, commit and dtype in the same way';
      const detail = `Evaluation ${same.id} is the same, and ${same.status}: it is what a submission would be answered with`;
      const fix = `Read /v1/evaluations/${same.id}, or submit with \`force: true\` to run it anew.`;
      return { warning: new ModelTraceError('EVALUATION_DUPLICATE', detail, { fix }) };
    },
  },
];

/** What a check asks; its id where there is no such check any more. */
export function checkTitle(id: string): string {
  return submissionChecks.find((check) => check.id === id)?.title ?? id;
}

/**
 * Anybody may list the files of a gated repository: whether they may be read shows when one is. What else is wrong with
 * the file is for the checks of it to say.
 */
async function requireReadable(model: Subject): Promise<void> {
  try {
    const source = await model.open();
    if (source.files.has('config.json')) await model.config();
    else if (source.files.has(adapterConfigFile)) await readAdapterConfig(source);
  } catch (caught) {
    const { code, retryable } = toModelTraceError(caught);
    if (retryable || code === 'MODEL_GATED' || code === 'MODEL_UNAUTHORIZED' || model.outOfTime()) throw caught;
  }
}

/** What is asked of a model that another needs. Warnings about it are not passed on. */
async function requireLoads(
  subject: Subject,
  { context, as, needsTokenizer }: { context: CheckContext; as: 'model' | 'base'; needsTokenizer: boolean },
): Promise<string> {
  try {
    const source = await subject.open();
    await requireWholeModel(source, as);
    const config = await subject.config();
    requireCausalLm(subject.id, config);
    requireArchitecture(subject.id, config);
    const weights = await requireWeights(source, { config, policy: context.policy });
    if (needsTokenizer) requireTokenizer(source);
    return `${subject.id}${source.commit === null ? '' : ` at ${source.commit}`}: ${weights}`;
  } catch (caught) {
    const error = toModelTraceError(caught);
    throw error.retryable || error.code === 'INTERNAL' ? error : subject.atField(error);
  }
}

/** As the operator chose; a directory is the operator's own. */
async function asked(
  { model }: CheckContext,
  { mode, require }: { mode: CheckMode; require: (source: Awaited<ReturnType<Subject['open']>>) => Promise<string> },
): Promise<string | Warning | NotAsked> {
  if (mode === 'ignore') return { notAsked: 'this service does not ask for it' };
  const source = await model.open();
  if (source.origin === 'directory') return { notAsked: 'a directory of this machine needs none' };
  try {
    return await require(source);
  } catch (caught) {
    const error = toModelTraceError(caught);
    if (mode === 'refuse' || error.retryable) throw error;
    return { warning: error };
  }
}

import { ModelTraceError } from '@model-trace/core/errors';
import {
  defaultBase,
  defaultStatistics,
  EvaluationRequest,
  PerplexityOptions,
  RankedTaskId,
  type StatisticId,
  type TraceChoices,
} from '@model-trace/core/results';
import { type Static, Type } from 'typebox';
import { limits } from '../limits.ts';
import { Text } from '../validation/text.ts';
import { RequestedWebhook } from '../webhooks/requested-webhook.ts';

const {
  model,
  revision,
  base,
  baseRevision,
  weightType,
  weightsBase,
  weightsBaseRevision,
  statistics,
  permutations,
  align,
  traceCorpus,
  matchings,
  trace,
  dtype,
} = EvaluationRequest.properties;
const { corpus, ...perplexity } = PerplexityOptions.properties;

/** The body of a submission: the domain's request, with the names restricted to what can be stored. */
export const Submission = Type.Object(
  {
    model: Text(model),
    revision: Type.Optional(Text(revision)),
    base: Type.Optional(
      Text({
        ...base,
        description: 'Model to trace against, or to compare predictions with (perplexity.compareWithBase)',
      }),
    ),
    baseRevision: Type.Optional(
      Text({ ...baseRevision, description: 'Branch, tag or commit hash of the base; default main' }),
    ),
    weightType: Type.Optional(weightType),
    weightsBase: Type.Optional(Text(weightsBase)),
    weightsBaseRevision: Type.Optional(Text(weightsBaseRevision)),
    tasks: Type.Array(RankedTaskId, {
      minItems: 1,
      uniqueItems: true,
      description: 'A scan of many bases is submitted to /v1/scans',
    }),
    statistics: Type.Optional(statistics),
    permutations: Type.Optional(permutations),
    align: Type.Optional(align),
    traceCorpus: Type.Optional(Text(traceCorpus)),
    matchings: Type.Optional(matchings),
    trace: Type.Optional(
      Type.Object(trace.properties, {
        additionalProperties: false,
        description:
          'How the statistics of the trace are taken. On the leaderboard and in the lineage are only traces that are taken as by default or with more controls, on random tokens, of the default statistics or these and more; one of more stays before one of fewer',
      }),
    ),
    perplexity: Type.Optional(
      Type.Object(
        { corpus: Type.Optional(Text(corpus)), ...perplexity },
        {
          additionalProperties: false,
          description:
            'How the perplexity is measured; only the fixed passage, with nothing else chosen, is on the leaderboard',
        },
      ),
    ),
    dtype: Type.Optional(dtype),
    force: Type.Optional(
      Type.Boolean({
        description: 'Run it even where an evaluation of the same content has succeeded or is under way; default false',
      }),
    ),
    webhook: Type.Optional(
      Type.Object(RequestedWebhook.properties, {
        additionalProperties: false,
        description:
          'Is told of this evaluation. A secret that was made can be replaced by one that is shown: ' +
          '`GET /v1/webhooks?evaluation=…`, then `POST /v1/webhooks/{id}/rotate`',
      }),
    ),
    priority: Type.Optional(
      Type.Integer({ ...limits.priority, description: 'Larger runs first, equal ones in order; default 0' }),
    ),
  },
  {
    title: 'EvaluationRequest',
    additionalProperties: false,
    examples: [
      { model: 'openai-community/gpt2', tasks: ['perplexity'] },
      {
        model: 'distilbert/distilgpt2',
        revision: 'main',
        base: 'openai-community/gpt2',
        tasks: ['perplexity', 'trace'],
        statistics: ['csu', 'match'],
      },
      {
        model: 'distilbert/distilgpt2',
        base: 'openai-community/gpt2',
        tasks: ['perplexity'],
        perplexity: { mode: 'transformers-guide', maxLength: 1024, stride: 512, compareWithBase: true },
      },
      {
        model: 'distilbert/distilgpt2',
        base: 'openai-community/gpt2',
        tasks: ['trace'],
        statistics: ['csu', 'match'],
        trace: {
          controls: 24,
          matchVariant: 'phi_2V-perm',
          matchMetric: 'cosine',
          blocks: [
            [0, 0],
            [2, 1],
          ],
          thresholdLog10P: -9,
        },
      },
      { model: 'openai-community/gpt2', tasks: ['perplexity'], force: true, priority: -10 },
      { model: 'owner/adapter', weightType: 'adapter', weightsBase: 'owner/base', tasks: ['perplexity'] },
    ],
  },
);
export type Submission = Static<typeof Submission>;

const traceFields = ['statistics', 'permutations', 'align', 'traceCorpus', 'matchings', 'trace'] as const;
const baseFields = ['base', 'baseRevision'] as const;
const weightsFields = ['weightsBase', 'weightsBaseRevision'] as const;

/**
 * The request as it is stored. The default base is written out, so that a later default does not change what an old
 * evaluation says it was measured against.
 * @throws VALIDATION_FAILED for fields that no task of the request would read: ignoring them would hide a mistake
 */
export function requestFrom({
  force: _force,
  priority: _priority,
  webhook: _webhook,
  ...submission
}: Submission): EvaluationRequest {
  const { tasks, weightType = 'original' } = submission;
  const traced = tasks.includes('trace');
  const compared = submission.perplexity?.compareWithBase === true;
  const addTrace = { without: 'the task "trace"', fix: 'Add "trace" to tasks' };
  if (!traced) refuse(submission, compared ? traceFields : [...baseFields, ...traceFields], addTrace);
  if (!tasks.includes('perplexity'))
    refuse(submission, ['perplexity', 'dtype'], { without: 'the task "perplexity"', fix: 'Add "perplexity" to tasks' });
  requireFit(submission);
  requireReadChoices(submission);
  if (weightType === 'original') {
    const fix = 'Set weightType to "adapter" or "delta"';
    refuse(submission, weightsFields, { without: 'weightType "adapter" or "delta"', fix });
  }
  return traced || compared ? { ...submission, base: submission.base ?? defaultBase } : submission;
}

/** What can be said of the options without the model. */
function requireFit({ perplexity = {}, dtype }: Submission): void {
  const { corpus, limit, maxLength, stride, compareWithBase } = perplexity;
  const refuseOption = (field: string, detail: string, fix: string) => {
    const pointer = `/perplexity/${field}`;
    throw new ModelTraceError('VALIDATION_FAILED', `${pointer} ${detail}`, {
      fix,
      details: { errors: [{ pointer, in: 'body', code: 'dependency', detail }] },
    });
  };
  if (limit !== undefined && corpus === undefined)
    refuseOption('limit', 'has no effect without a corpus', 'Name a corpus, or leave limit out');
  if (maxLength !== undefined && stride !== undefined && stride > maxLength)
    refuseOption('stride', `${stride} is more than maxLength, ${maxLength}`, `Set it to at most ${maxLength}`);
  if (compareWithBase === true && dtype === 'float16')
    refuseOption('compareWithBase', 'is computed in float32', 'Leave dtype out, or compareWithBase');
}

const ofMatch: readonly StatisticId[] = ['match', 'match-all'];
const ofBlocks: readonly StatisticId[] = ['csu', 'csh', 'match', 'csu-all', 'match-all'];
/** Which statistics read each choice. */
const readers: Readonly<Record<keyof TraceChoices, readonly StatisticId[]>> = {
  controls: ['csu', 'csh', 'match'],
  matchVariant: ofMatch,
  matchMetric: ofMatch,
  blocks: [...ofBlocks, 'qk'],
  thresholdLog10P: ofBlocks,
};

/** @throws VALIDATION_FAILED for choices that no statistic would read, TRACE_BLOCKS_INVALID for a block named twice */
function requireReadChoices({ trace = {}, statistics = [...defaultStatistics], align = 'none' }: Submission): void {
  const unread = (Object.keys(trace) as (keyof TraceChoices)[]).filter((name) => {
    if (name === 'blocks' && align !== 'none') return false;
    return trace[name] !== undefined && !statistics.some((id) => readers[name].includes(id));
  });
  if (unread.length > 0) {
    const errors = unread.map((name) => ({
      ...{ pointer: `/trace/${name}`, in: 'body', code: 'dependency' },
      detail: `has no effect without one of ${readers[name].join(', ')}`,
    }));
    throw new ModelTraceError('VALIDATION_FAILED', `${errors[0].pointer} ${errors[0].detail}`, {
      fix: `Add one of these statistics, or leave ${unread.join(', ')} out`,
      details: { errors },
    });
  }
  const { blocks = [] } = trace;
  const twice = blocks.findIndex(([baseBlock, block], index) =>
    blocks.slice(0, index).some(([otherBase, other]) => otherBase === baseBlock || other === block),
  );
  if (twice < 0) return;
  const detail = `A block of the pair ${blocks[twice].join(':')} is named twice`;
  throw new ModelTraceError('TRACE_BLOCKS_INVALID', detail, {
    fix: 'Use each block of either model once',
    details: { errors: [{ pointer: `/trace/blocks/${twice}`, in: 'body', code: 'TRACE_BLOCKS_INVALID', detail }] },
  });
}

function refuse(
  submission: EvaluationRequest,
  fields: readonly (keyof EvaluationRequest)[],
  { without, fix }: { without: string; fix: string },
): void {
  const unread = fields.filter((field) => submission[field] !== undefined);
  if (unread.length === 0) return;
  const detail = `has no effect without ${without}`;
  throw new ModelTraceError('VALIDATION_FAILED', `/${unread[0]} ${detail}`, {
    fix: `${fix}, or leave ${unread.join(', ')} out`,
    details: { errors: unread.map((field) => ({ pointer: `/${field}`, in: 'body', code: 'dependency', detail })) },
  });
}

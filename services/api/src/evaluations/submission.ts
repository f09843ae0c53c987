import { ModelTraceError } from '@model-trace/core/errors';
import { defaultBase, EvaluationRequest } from '@model-trace/core/results';
import { type Static, Type } from 'typebox';
import { Text } from '../validation/text.ts';

const { model, revision, base, baseRevision, tasks, statistics } = EvaluationRequest.properties;

/** The body of a submission: the domain's request, with the names restricted to what can be stored. */
export const Submission = Type.Object(
  {
    model: Text(model),
    revision: Type.Optional(Text(revision)),
    base: Type.Optional(Text({ ...base, description: 'Model to trace against; only with the task `trace`' })),
    baseRevision: Type.Optional(
      Text({ ...baseRevision, description: 'Branch, tag or commit hash of the base; default main' }),
    ),
    tasks,
    statistics: Type.Optional(statistics),
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
    ],
  },
);
export type Submission = Static<typeof Submission>;

const traceFields = ['base', 'baseRevision', 'statistics'] as const;

/**
 * The request as it is stored. The default base is written out, so that a later default does not change what an old
 * evaluation says it was measured against.
 * @throws VALIDATION_FAILED for fields that no task of the request would read: ignoring them would hide a mistake
 */
export function requestFrom(submission: Submission): EvaluationRequest {
  if (submission.tasks.includes('trace')) return { ...submission, base: submission.base ?? defaultBase };
  const unread = traceFields.filter((field) => submission[field] !== undefined);
  if (unread.length === 0) return submission;
  throw new ModelTraceError('VALIDATION_FAILED', `/${unread[0]} has no effect without the task "trace"`, {
    fix: `Add "trace" to tasks, or leave ${unread.join(', ')} out`,
    details: {
      errors: unread.map((field) => ({
        pointer: `/${field}`,
        in: 'body',
        code: 'dependency',
        detail: 'has no effect without the task "trace"',
      })),
    },
  });
}

import { type Static, Type } from 'typebox';
import { limits } from '../limits.ts';
import { Problem } from '../problems/problem.ts';
import { SubmittedSummary } from './evaluation-resource.ts';
import { Submission } from './submission.ts';

export const Batch = Type.Object(
  {
    items: Type.Array(Submission, {
      minItems: 1,
      maxItems: limits.batchItems,
      description: `Up to ${limits.batchItems} submissions. One that is refused stops no other`,
    }),
  },
  {
    title: 'EvaluationBatch',
    additionalProperties: false,
    examples: [
      {
        items: [
          { model: 'openai-community/gpt2', tasks: ['perplexity'] },
          { model: 'no/such', tasks: ['trace'] },
        ],
      },
    ],
  },
);

/** What is checked before the handler: its items are checked one by one. */
export const BatchFrame = Type.Object(
  { items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: limits.batchItems }) },
  { additionalProperties: false },
);

export const BatchOutcome = Type.Union(
  [
    Type.Object({ status: Type.Union([Type.Literal(202), Type.Literal(200)]), evaluation: SubmittedSummary }),
    Type.Object({ status: Type.Integer({ minimum: 400 }), problem: Problem }),
  ],
  {
    description:
      'What a submission of its own would have been answered with: 202 queued or joined, 200 answered from a result, or a problem',
  },
);
export type BatchOutcome = Static<typeof BatchOutcome>;

export const BatchOutcomes = Type.Object(
  { items: Type.Array(BatchOutcome, { description: 'One outcome for each submission, in their order' }) },
  { title: 'EvaluationBatchOutcomes' },
);

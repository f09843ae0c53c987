import type { EvaluationPace } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import { type Static, Type } from 'typebox';
import { CheckOutcome, toCheckOutcome } from './check.ts';
import type { CheckContext } from './check-context.ts';
import { CostEstimate, estimateCost } from './estimate-cost.ts';
import { runChecks } from './run-checks.ts';

export const DryRun = Type.Object(
  {
    accepted: Type.Boolean({ description: 'Whether no check failed: a submission would be taken' }),
    checks: Type.Array(CheckOutcome, { description: 'In the order in which a submission is checked' }),
    estimate: CostEstimate,
  },
  { title: 'DryRun' },
);
export type DryRun = Static<typeof DryRun>;

/** Everything that a submission would be told, and what it would cost. Nothing is stored. */
export async function dryRun(
  context: CheckContext,
  { log, ...known }: { log: FastifyBaseLogger; corpusBytes: number | null; pace: EvaluationPace | null },
): Promise<DryRun> {
  const results = await runChecks(context, { stopAtFailure: false, log });
  return {
    accepted: results.every(({ outcome }) => outcome !== 'failed'),
    checks: results.map(toCheckOutcome),
    estimate: await estimateCost(context, known),
  };
}

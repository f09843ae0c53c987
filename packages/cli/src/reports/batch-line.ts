import type { BatchOutcome, EvaluationRequest } from '@model-trace/client';
import type { Output } from '../terminal/output.ts';

interface Options {
  line: number;
  request: EvaluationRequest;
  outcome: BatchOutcome;
  output: Output;
}

/** What became of one line of a batch: `3  ✔ 0199a0de-… queued  owner/model`, or why it was refused. */
export function batchLine({ line, request, outcome, output }: Options): string {
  const number = String(line).padStart(4);
  if ('problem' in outcome) {
    const { code, detail } = outcome.problem;
    return `${number}  ${output.style('red', '✖')} ${code}: ${detail}  ${request.model ?? ''}`.trimEnd();
  }
  const { id, status, reused, model } = outcome.evaluation;
  return `${number}  ${output.style('green', '✔')} ${id} ${status}${reused ? ' (known already)' : ''}  ${model}`;
}

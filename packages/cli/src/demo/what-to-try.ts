import { fieldList } from '../reports/field-list.ts';
import type { Output } from '../terminal/output.ts';

/** Addresses to look at and a request to send, once the demo serves. */
export function whatToTry({ url, output }: { url: string; output: Output }): string {
  const body = '{"model": "examples/models/g1", "base": "examples/models/g0", "tasks": ["perplexity", "trace"]}';
  const addresses = fieldList(
    [
      ['Leaderboard', url],
      ['API, browsable', `${url}/docs`],
      ['Leaderboard, JSON', `${url}/v1/leaderboard`],
      ['Leaderboard, CSV', `${url}/v1/leaderboard?format=csv`],
      ['Evaluations', `${url}/v1/evaluations`],
    ],
    output,
  );
  return (
    `${addresses}\nSubmit a model:\n` +
    `  curl -X POST ${url}/v1/evaluations -H 'content-type: application/json' \\\n    -d '${body}'\n\n` +
    `Serving until Ctrl-C.\n`
  );
}

import { STATUS_CODES } from 'node:http';
import { Problem, problemMediaType } from './problem.ts';

interface ProblemResponse {
  description: string;
  content: { [problemMediaType]: { schema: typeof Problem } };
}

/** Response schemas of the errors a route can answer with; 500 is always among them. */
export function problemResponses<const Status extends number>(
  ...statuses: Status[]
): Record<Status | 500, ProblemResponse> {
  const entries = [...statuses, 500].map((status) => [
    status,
    { description: STATUS_CODES[status] ?? 'Error', content: { [problemMediaType]: { schema: Problem } } },
  ]);
  return Object.fromEntries(entries);
}

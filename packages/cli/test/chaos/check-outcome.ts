import type { EvaluationResults } from '@model-trace/core/results';
import pg from 'pg';
import type { Submissions } from './submit-all.ts';
import { numbersOf } from './workload.ts';

export interface Check {
  name: string;
  /** What is wrong; empty: it holds. */
  failures: string[];
}

/** Reads the database itself, past every service: what was accepted, what became of it, and in how many starts. */
export async function checkOutcome(options: {
  connectionString: string;
  submissions: Submissions;
  expected: Map<string, string>;
}): Promise<{ checks: Check[]; starts: { total: number; ended: Record<string, number> } }> {
  const { submissions, expected } = options;
  const client = new pg.Client({ connectionString: options.connectionString });
  await client.connect();
  try {
    const { rows: evaluations } = await client.query<{ id: string; status: string; tasks: number; error: unknown }>(
      `select id, status, jsonb_array_length(request->'tasks') as tasks, error from evaluations`,
    );
    const { rows: results } = await client.query<{ id: string; task: string; result: object }>(
      'select evaluation_id as id, task, result from results',
    );
    const { rows: attempts } = await client.query<{ id: string; code: string | null; open: boolean }>(
      `select evaluation_id as id, error->>'code' as code, ended_at is null as open from attempts`,
    );
    const { rows: keys } = await client.query<{ key: string; id: string | null }>(
      `select key, body::jsonb->>'id' as id from idempotency_keys`,
    );
    const rowOf = new Map(evaluations.map((row) => [row.id, row]));
    const resultsOf = Map.groupBy(results, ({ id }) => id);
    const attemptsOf = Map.groupBy(attempts, ({ id }) => id);
    const accepted = new Map(submissions.accepted.map((each) => [each.id, each]));
    const of = (wrong: (id: string, request: string) => string | null): string[] =>
      [...accepted.values()].flatMap(({ id, request }) => {
        const what = wrong(id, request);
        return what === null ? [] : [`${id}: ${what}`];
      });
    const keysOf = Map.groupBy(keys, ({ id }) => id);
    const idOf = new Map(keys.map(({ key, id }) => [key, id]));
    const checks: Check[] = [
      { name: 'every submission was accepted', failures: submissions.unexpected },
      {
        name: 'each idempotency key has one evaluation, and none has another',
        failures: [
          // A client that was never told may ask again: its key is what keeps it from a second one.
          ...evaluations.filter(({ id }) => !keysOf.has(id)).map(({ id }) => `${id} is of no key`),
          ...[...keysOf].filter(([, own]) => own.length > 1).map(([id, own]) => `${id} has ${own.length} keys`),
          ...submissions.accepted
            .filter(({ id, idempotencyKey }) => idOf.get(idempotencyKey) !== id)
            .map(({ id, idempotencyKey }) => `${idempotencyKey} was told ${id}, stored is ${idOf.get(idempotencyKey)}`),
        ],
      },
      {
        name: 'every accepted evaluation has succeeded',
        failures: of((id) => {
          const row = rowOf.get(id);
          return row?.status === 'succeeded' ? null : row ? `${row.status} ${JSON.stringify(row.error)}` : 'is gone';
        }),
      },
      {
        name: 'every accepted evaluation has exactly one result for each task',
        failures: of((id) => {
          const found = resultsOf.get(id)?.length ?? 0;
          return found === rowOf.get(id)?.tasks ? null : `${found} results`;
        }),
      },
      {
        name: 'every result is right to the last digit',
        failures: of((id, request) => {
          const found = Object.fromEntries((resultsOf.get(id) ?? []).map(({ task, result }) => [task, result]));
          const numbers = found && numbersOf(found as EvaluationResults);
          return numbers === expected.get(request)
            ? null
            : `${numbers.slice(0, 80)} in place of ${expected.get(request)}`;
        }),
      },
      {
        name: 'one start of each evaluation succeeded, every other one says how it ended',
        failures: of((id) => {
          const own = attemptsOf.get(id) ?? [];
          const good = own.filter(({ code, open }) => code === null && !open).length;
          return good === 1 && !own.some(({ open }) => open) ? null : JSON.stringify(own);
        }),
      },
    ];
    const ended = Object.groupBy(attempts, ({ code }) => code ?? 'succeeded');
    return {
      checks,
      starts: {
        total: attempts.length,
        ended: Object.fromEntries(Object.entries(ended).map(([code, all]) => [code, all!.length])),
      },
    };
  } finally {
    await client.end();
  }
}

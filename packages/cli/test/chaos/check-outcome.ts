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
    const rowOf = new Map(evaluations.map((row) => [row.id, row]));
    const resultsOf = Map.groupBy(results, ({ id }) => id);
    const attemptsOf = Map.groupBy(attempts, ({ id }) => id);
    const accepted = new Map(submissions.accepted.map((each) => [each.id, each]));
    const of = (wrong: (id: string, key: string) => string | null): string[] =>
      [...accepted.values()].flatMap(({ id, key }) => {
        const what = wrong(id, key);
        return what === null ? [] : [`${id}: ${what}`];
      });
    const checks: Check[] = [
      { name: 'every submission was accepted', failures: submissions.unexpected },
      {
        name: 'each idempotency key has one evaluation, and none has another',
        failures: [
          ...(accepted.size === submissions.accepted.length ? [] : ['an id was given to two submissions']),
          ...evaluations.filter(({ id }) => !accepted.has(id)).map(({ id }) => `${id} is stored but nobody was told`),
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
        failures: of((id, key) => {
          const found = Object.fromEntries((resultsOf.get(id) ?? []).map(({ task, result }) => [task, result]));
          const numbers = found && numbersOf(found as EvaluationResults);
          return numbers === expected.get(key) ? null : `${numbers.slice(0, 80)} in place of ${expected.get(key)}`;
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

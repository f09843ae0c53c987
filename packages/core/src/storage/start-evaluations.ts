import { getTableColumns } from 'drizzle-orm';
import { ModelTraceError } from '../errors.ts';
import type { Database } from './database.ts';
import { toEvaluation } from './evaluation-row.ts';
import type { StartedEvaluation, StoredError } from './evaluation-store.ts';
import { groupStatements } from './group-statements.ts';
import { evaluations } from './schema/index.ts';
import { fromColumns } from './table-row.ts';

const { code, message: detail, retryable } = new ModelTraceError('INTERRUPTED', 'The worker was lost');
/** What the history says of an attempt that its worker left open. */
const lostError: StoredError = { code, detail, retryable, fix: null };

/** Without what the checks of its submission found: a worker does not ask. */
const columns = Object.values(getTableColumns(evaluations))
  .filter((column) => column !== evaluations.checks)
  .map(({ name }) => `evaluations.${name}`);

/**
 * One that is past its deadline is left to `expire`. An attempt before that is open still, its worker has lost. The ids stand
 * apart from the rows as well: by the rows alone the planner may read all that is unfinished to find these few.
 */
const statement = `
  with wanted as (
    select * from jsonb_to_recordset($1::jsonb) as each(id uuid, worker text)
  ), started as (
    update evaluations
    set status = 'running', attempt = attempt + 1, progress = null, error = null, started_at = now(), updated_at = now()
    from wanted
    where evaluations.id = any($3::uuid[]) and evaluations.id = wanted.id and status in ('queued', 'running') and coalesce(deadline_at > now(), true)
    returning ${columns}, wanted.worker
  ), lost as (
    update attempts set ended_at = now(), error = $2::jsonb from started
    where attempts.evaluation_id = started.id and started.attempt > 1 and attempts.ended_at is null
  ), begun as (
    insert into attempts (evaluation_id, attempt, worker) select id, attempt, worker from started
  )
  select * from started`;

/**
 * Begins attempts, those that are asked for at once by one statement: the row runs, and its history says since when and where.
 * @returns null where there is nothing to run
 */
export function startTogether(
  database: Database,
): (wanted: { id: string; worker: string | null }) => Promise<StartedEvaluation | null> {
  return groupStatements({
    most: 100,
    keyOf: ({ id }) => id.toLowerCase(),
    run: async (wanted) => {
      // Rows are locked in this order.
      const inOrder = wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const { rows } = await database.$client.query<Record<string, unknown>>({
        ...{ name: 'start evaluations', text: statement },
        values: [JSON.stringify(inOrder), JSON.stringify(lostError), inOrder.map(({ id }) => id)],
      });
      const started = new Map(rows.map((row) => [row.id, fromColumns(evaluations, row)]));
      return wanted.map(({ id }) => {
        const row = started.get(id.toLowerCase());
        return row === undefined ? null : { ...toEvaluation(row), hubToken: row.hubToken };
      });
    },
  });
}

import { sql } from 'drizzle-orm';
import { ModelTraceError } from '../errors.ts';
import type { Transaction } from './database.ts';
import type { Submitted } from './evaluation-store.ts';
import { evaluations } from './schema/index.ts';

/** How many evaluations may be added; those that were there already cost nothing. */
export interface SubmissionQuotas {
  /** Of one key in 24 hours. */
  key?: { id: string; perDay: number };
  /** Of models of one organisation in 7 days, whoever submits them. */
  organisationPerWeek?: number;
}

/** How far a quota is used. */
export interface QuotaState {
  name: 'submissions' | 'organisation';
  limit: number;
  windowSeconds: number;
  remaining: number;
  /** Until the oldest that counts no longer does. */
  resetSeconds: number;
}

interface Quota {
  name: QuotaState['name'];
  /** Column and value of the rows that count. */
  column: 'key_id' | 'organisation';
  value: string;
  limit: number;
  windowSeconds: number;
}

const daySeconds = 86_400;

/**
 * Counts what was just inserted with what is there, one submission of a key or an organisation after the other: whoever
 * comes second waits here until the first has ended, and sees it. Locks are taken in a fixed order and after the inserts,
 * so none waits for another in a circle.
 * @throws SUBMISSIONS_EXCEEDED; the transaction must then fail
 */
export async function requireQuotas(
  transaction: Transaction,
  { quotas, submitted }: { quotas: SubmissionQuotas; submitted: readonly Submitted[] },
): Promise<QuotaState[]> {
  const created = submitted.filter(({ outcome }) => outcome === 'created').map(({ evaluation }) => evaluation);
  const wanted: Quota[] = [];
  if (quotas.key !== undefined) {
    const { id: value, perDay: limit } = quotas.key;
    wanted.push({ name: 'submissions', column: 'key_id', value, limit, windowSeconds: daySeconds });
  }
  if (quotas.organisationPerWeek !== undefined) {
    const limit = quotas.organisationPerWeek;
    const organisations = new Set(created.map(({ organisation }) => organisation).filter((each) => each !== null));
    for (const value of [...organisations].sort())
      wanted.push({ name: 'organisation', column: 'organisation', value, limit, windowSeconds: 7 * daySeconds });
  }
  const states: QuotaState[] = [];
  for (const quota of wanted) {
    // Nothing new: nothing that could be too much.
    if (created.length > 0)
      await transaction.execute(
        sql`select pg_advisory_xact_lock(hashtextextended(${`model-trace quota ${quota.name} ${quota.value}`}, 0))`,
      );
    const state = await stateOf(transaction, quota);
    const excess = state.used - quota.limit;
    if (created.length > 0 && excess > 0)
      throw exceeded(quota, {
        added: created.filter((each) => quota.column === 'key_id' || each.organisation === quota.value).length,
        excess,
        retryAfterSeconds: await secondsUntilFree(transaction, { quota, excess }),
      });
    states.push({ ...quotaOf(quota), remaining: Math.max(0, -excess), resetSeconds: state.resetSeconds });
  }
  return states;
}

const quotaOf = ({ name, limit, windowSeconds }: Quota) => ({ name, limit, windowSeconds });

/** Rows of the window. Ids hold the time they were made, by a clock of ours: an hour of it may be wrong. */
function counted({ column, value, windowSeconds }: Quota) {
  const oldest = `${uuidV7Prefix(Date.now() - (windowSeconds + 3600) * 1000)}-0000-0000-000000000000`;
  return sql`${evaluations} where ${sql.identifier(column)} = ${value} and id > ${oldest}::uuid
    and created_at > now() - ${windowSeconds} * interval '1 second'`;
}

async function stateOf(transaction: Transaction, quota: Quota): Promise<{ used: number; resetSeconds: number }> {
  const { rows } = await transaction.execute<{ used: string; reset: number | null }>(sql`
    select count(*) as used,
        ceil(extract(epoch from min(created_at) - now()) + ${quota.windowSeconds})::float8 as reset
    from ${counted(quota)}`);
  return { used: Number(rows[0].used), resetSeconds: within(quota, rows[0].reset ?? 0) };
}

/** The time of a row is rounded to the millisecond, and may lie after now. */
const within = ({ windowSeconds }: Quota, seconds: number) => Math.min(windowSeconds, Math.max(0, seconds));

/** Until so many have left the window. More than fit at all: the whole of it. */
async function secondsUntilFree(
  transaction: Transaction,
  { quota, excess }: { quota: Quota; excess: number },
): Promise<number> {
  const { rows } = await transaction.execute<{ seconds: number }>(sql`
    select ceil(extract(epoch from created_at - now()) + ${quota.windowSeconds})::float8 as seconds
    from ${counted(quota)} order by created_at offset ${excess - 1} limit 1`);
  return Math.max(1, within(quota, rows[0]?.seconds ?? quota.windowSeconds));
}

function exceeded(
  quota: Quota,
  { added, excess, retryAfterSeconds }: { added: number; excess: number; retryAfterSeconds: number },
): ModelTraceError {
  const left = Math.max(0, added - excess);
  const whose = quota.name === 'submissions' ? 'A key' : `The organisation ${JSON.stringify(quota.value)}`;
  const state: QuotaState = { ...quotaOf(quota), remaining: left, resetSeconds: retryAfterSeconds };
  return new ModelTraceError(
    'SUBMISSIONS_EXCEEDED',
    `${whose} may have ${quota.limit} new evaluations in ${quota.windowSeconds / daySeconds} days; ${left} are left and ${added} were submitted`,
    {
      fix:
        left > 0
          ? `Submit at most ${left}, or wait as long as Retry-After says.`
          : 'Wait as long as Retry-After says; what was evaluated already may still be asked for.',
      details: { retryAfterSeconds, quota: state },
    },
  );
}

/** The first two groups of the ids of this millisecond. */
function uuidV7Prefix(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

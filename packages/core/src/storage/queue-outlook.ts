import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { evaluations } from './schema/index.ts';

/** How fast the queue moves: what a time of start is estimated from. */
export interface QueuePace {
  running: number;
  /** Mean duration of the last evaluations that succeeded; null when there are none. */
  meanDurationMs: number | null;
}

/** Enough for a mean that one odd model does not move, few enough to follow a change of what is submitted. */
const recent = 50;

/** Reads no more than the unfinished rows and the last few hundred that ended, by their indexes. */
export async function readQueuePace(database: Database): Promise<QueuePace> {
  const { rows } = await database.execute<{ running: string; duration: number | null }>(sql`
    select (select count(*) from ${evaluations} where status = 'running') as running,
      (select avg(extract(epoch from finished_at - started_at) * 1000)::double precision from (
        select finished_at, started_at from (
          select status, finished_at, started_at from ${evaluations}
          where finished_at is not null order by finished_at desc limit ${recent * 4}
        ) as ended where status = 'succeeded' limit ${recent}
      ) as last) as duration`);
  return { running: Number(rows[0].running), meanDurationMs: rows[0].duration };
}

/** How many queued evaluations run before this one, counted up to `atMost`; null when it is not queued. */
export async function readQueuePosition(
  database: Database,
  { id, atMost }: { id: string; atMost: number },
): Promise<number | null> {
  const { rows } = await database.$client.query<{ position: string }>({
    // Prepared once by each connection: planning it takes twice as long as running it.
    name: 'queue position',
    text: positionStatement,
    values: [id, atMost],
  });
  return rows.length === 0 ? null : Number(rows[0].position);
}

const positionStatement = `
  select (select count(*) from (
    select from evaluations as earlier
    where earlier.status = 'queued' and (earlier.priority > own.priority or (earlier.priority = own.priority
      and (earlier.queued_at, earlier.id) < (own.queued_at, own.id)))
    limit $2) as before) as position
  from evaluations as own where own.id = $1 and own.status = 'queued'`;

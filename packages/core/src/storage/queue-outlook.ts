import { sql } from 'drizzle-orm';
import { groupCalls } from '../group-calls.ts';
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

interface Asked {
  id: string;
  atMost: number;
}

/** How many queued evaluations run before one, counted up to `atMost`; null when it is not queued. Who ask at once are answered together. */
export function queuePositions(database: Database): (asked: Asked) => Promise<number | null> {
  return groupCalls<Asked, number | null>({
    ...{ most: 200, atOnce: 2 },
    work: async (asked) => {
      const { rows } = await database.$client.query<{ id: string; position: string }>({
        // Prepared once by each connection: planning it takes twice as long as running it.
        ...{ name: 'queue positions', text: positionsStatement },
        values: [asked.map(({ id }) => id), Math.max(...asked.map(({ atMost }) => atMost))],
      });
      const positions = new Map(rows.map(({ id, position }) => [id, Number(position)]));
      return asked.map(({ id, atMost }) => {
        const position = positions.get(id.toLowerCase());
        return position === undefined ? null : Math.min(position, atMost);
      });
    },
  });
}

/**
 * Counts what runs before the first of each priority, and from there on only what lies between: those who ask at once mostly
 * were submitted at once. Two ranges of one index, in place of one condition for which all of it would be read.
 */
const positionsStatement = `
  with own as materialized (
    select id, priority, queued_at from evaluations where id = any($1::uuid[]) and status = 'queued'
  ), earliest as materialized (
    select distinct on (priority) priority, queued_at, id from own order by priority, queued_at, id
  ), ahead as materialized (
    select priority, queued_at, id, (select count(*) from (
      select from (
        select from evaluations as other where other.status = 'queued' and other.priority > earliest.priority
        union all
        select from evaluations as other where other.status = 'queued' and other.priority = earliest.priority
          and (other.queued_at, other.id) < (earliest.queued_at, earliest.id)
      ) as before limit $2
    ) as counted) as many from earliest
  )
  select own.id, case when ahead.many >= $2 then ahead.many else ahead.many + (select count(*) from (
    select from evaluations as other where other.status = 'queued' and other.priority = own.priority
      and (other.queued_at, other.id) >= (ahead.queued_at, ahead.id)
      and (other.queued_at, other.id) < (own.queued_at, own.id)
    limit $2
  ) as between_them) end as position
  from own join ahead on ahead.priority = own.priority`;

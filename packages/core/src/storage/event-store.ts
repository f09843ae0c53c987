import { type SQL, sql } from 'drizzle-orm';
import { type Database, type DatabaseOptions, openDatabase, query } from './database.ts';
import { type EventPosition, parsePosition } from './event-position.ts';
import type { EventType } from './event-types.ts';
import { type Listener, listen } from './listen.ts';

/** What an evaluation was like right after a change: `evaluation_event_data` in the migrations. */
export interface EventData {
  id: string;
  url: string;
  status: string;
  model: string;
  attempts: number;
  finishedAt: string | null;
  [field: string]: unknown;
}

export interface EvaluationEvent {
  position: EventPosition;
  type: EventType;
  createdAt: Date;
  data: EventData;
}

export interface EventPage {
  events: EvaluationEvent[];
  /** There are later events that cannot be given yet, as a transaction older than they still runs. */
  held: boolean;
}

export interface EventStore {
  /** All events from now on come after it. */
  now(): Promise<EventPosition>;
  /** Events after a position, in order; none is ever added before one that was given. */
  after(position: EventPosition, options: { limit: number; types?: readonly EventType[] }): Promise<EventPage>;
  /**
   * Events of evaluations, each after a position of its own, at most `limit` of each. Changes of one row follow each other,
   * so that nothing holds these up.
   */
  ofEvaluations(
    followed: readonly { id: string; after: EventPosition }[],
    options: { limit: number },
  ): Promise<EvaluationEvent[]>;
  /** An evaluation as it is, as if its latest event told; null when there is none. */
  current(id: string): Promise<EvaluationEvent | null>;
  /** Calls `onWake` when there may be events, and after each time that it could not be told. */
  listen(onWake: () => void): Listener;
  /** Removes progress of what ended an hour ago, and what is older than `days` (7). @returns how many */
  forget(options?: { days?: number }): Promise<number>;
  close(): Promise<void>;
}

type Row = Record<string, unknown> & {
  transaction: string;
  id: string;
  type: EventType;
  created_at: string;
  data: EventData;
};

/** The events of a migrated database. Connects on first use. */
export function createEventStore({ maxConnections = 4, ...options }: DatabaseOptions): EventStore {
  const database = openDatabase({ ...options, maxConnections });
  const fields = sql.raw('transaction::text, id::text, type, created_at, data');

  return {
    now: () =>
      query(async () => {
        const { rows } = await database.execute<{ horizon: string }>(
          sql`select (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text as horizon`,
        );
        // Numbers of events are below: everything of transactions that ended before is behind it.
        return `${rows[0].horizon}-${2n ** 63n - 1n}`;
      }),

    after: (position, { limit, types }) =>
      query(async () => {
        const from = parsePosition(position);
        const { rows } = await database.execute<Row & { seen: boolean }>(sql`
          select ${fields}, transaction < pg_snapshot_xmin(pg_current_snapshot()) as seen from events
          where (transaction, id) > (${from.transaction}::xid8, ${from.id}::bigint)
            ${types === undefined ? sql`` : sql`and type = any(${sql.param([...types])}::text[])`}
          order by events.transaction, events.id limit ${limit}`);
        const seen = rows.filter((row) => row.seen);
        return { events: seen.map(toEvent), held: seen.length < rows.length };
      }),

    ofEvaluations: (followed, { limit }) =>
      query(async () => {
        const afters = followed.map(({ after }) => parsePosition(after).id);
        const { rows } = await database.execute<Row>(sql`
          select ${fields} from unnest(${sql.param(followed.map(({ id }) => id))}::uuid[],
            ${sql.param(afters)}::bigint[]) as followed(evaluation, after)
          cross join lateral (
            select * from events where evaluation_id = followed.evaluation and events.id > followed.after
            order by events.id limit ${limit}
          ) as event order by event.id`);
        return rows.map(toEvent);
      }),

    current: (id) =>
      query(async () => {
        const { rows } = await database.execute<Row>(sql`
          select coalesce(latest.transaction, '0')::text as transaction, coalesce(latest.id, 0)::text as id,
            'evaluation.' || evaluation.status as type, evaluation.updated_at as created_at,
            evaluation_event_data(evaluation) as data
          from evaluations as evaluation left join lateral (
            select transaction, id from events where evaluation_id = evaluation.id order by id desc limit 1
          ) as latest on true
          where evaluation.id = ${id}`);
        return rows.length === 0 ? null : toEvent(rows[0]);
      }),

    listen: (onWake) => listen({ ...options, onWake }),

    forget: ({ days = 7 } = {}) =>
      query(async () => {
        const old = sql`select id from events where created_at < now() - ${days} * interval '1 day'`;
        // By the index of what has finished; a day back, so that a sweeper may be away that long.
        const progress = sql`select events.id from evaluations as evaluation
          join events on events.evaluation_id = evaluation.id and events.type = 'evaluation.progress'
          where evaluation.finished_at between now() - interval '25 hours' and now() - interval '1 hour'`;
        return (await removeInSteps(database, old)) + (await removeInSteps(database, progress));
      }),

    close: () => database.$client.end(),
  };
}

/** Readers wait for every transaction that runs, so none may be long: one that removes a million would silence all streams. */
const removedAtOnce = 5_000;

async function removeInSteps(database: Database, which: SQL): Promise<number> {
  for (let removed = 0; ; ) {
    const { rowCount } = await database.execute(
      sql`delete from events where id = any(array(${which} limit ${removedAtOnce}))`,
    );
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < removedAtOnce) return removed;
  }
}

function toEvent({ transaction, id, type, created_at, data }: Row): EvaluationEvent {
  return { position: `${transaction}-${id}`, type, createdAt: new Date(created_at), data };
}

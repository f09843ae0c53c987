import pg from 'pg';
import type { DatabaseOptions } from './database.ts';

/** Told when there are new events. */
export const eventChannel = 'model_trace_events';

export interface Listener {
  close(): Promise<void>;
}

const delays = { firstMs: 100, mostMs: 5_000 };

/**
 * Keeps one connection on the channel of events, for as long as it is not closed. Calls `onWake` at each notification
 * and after each connect, as some may have been missed until then.
 */
export function listen({
  connectionString,
  onWake,
}: Pick<DatabaseOptions, 'connectionString'> & { onWake(): void }): Listener {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = delays.firstMs;
  let closed = false;

  const connect = async (): Promise<void> => {
    const own = new pg.Client({
      ...{ connectionString, connectionTimeoutMillis: 10_000, keepAlive: true },
      application_name: 'model-trace events',
    });
    client = own;
    own.on('notification', onWake);
    own.on('error', () => {});
    let ended = false;
    const again = () => {
      if (ended || closed) return;
      ended = true;
      own.end().catch(() => {});
      timer = setTimeout(connect, delayMs);
      delayMs = Math.min(delayMs * 2, delays.mostMs);
    };
    own.on('end', again);
    try {
      await own.connect();
      await own.query(`listen ${eventChannel}`);
      delayMs = delays.firstMs;
      onWake();
    } catch {
      again();
    }
    // Closed while it connected.
    if (closed) await own.end().catch(() => {});
  };
  void connect();

  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}

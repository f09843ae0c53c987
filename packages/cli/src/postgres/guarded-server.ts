import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError } from '@model-trace/core/errors';
import pg from 'pg';
import type { ServerAccount } from './server-account.ts';

/**
 * Runs the server and stops it when standard input ends: on purpose, or because this process died, even by SIGKILL.
 * SIGINT is PostgreSQL's "fast" shutdown.
 */
const guard = `
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -INT "$server"; } & watcher=$!
exec 3<&-
wait "$server"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

export interface GuardedServer {
  /** Settles when the server has ended, however it did. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  program: string;
  account: ServerAccount | null;
  dataDirectory: string;
  port: number;
  /** Connection to any database of the server, to see when it is ready. */
  connectionString: string;
  logFile: string;
  signal?: AbortSignal;
}

/**
 * Starts PostgreSQL on loopback and waits until it answers.
 * @throws UNAVAILABLE with the end of its log when it does not come up
 */
export async function startGuardedServer(options: ServerOptions): Promise<GuardedServer> {
  const { program, account, dataDirectory, port, logFile } = options;
  const log = openSync(logFile, 'w');
  const child = spawn(
    '/bin/sh',
    // No Unix sockets: their default directory is shared with other servers.
    ['-c', guard, 'sh', program, '-D', dataDirectory, '-p', `${port}`, '-h', '127.0.0.1', '-k', ''],
    {
      ...account,
      cwd: dataDirectory,
      // Its own session, so that Ctrl-C in the terminal reaches this process only, which stops things in order.
      detached: true,
      stdio: ['pipe', log, log],
      env: serverEnvironment,
    },
  );
  closeSync(log);
  // EPIPE when the server ends before we end its input.
  child.stdin?.on('error', () => child.stdin?.destroy());
  const ended = once(child, 'exit');
  const server = { ended, stop: () => stop(child, ended) };
  try {
    await untilReady(child, options);
    return server;
  } catch (caught) {
    await server.stop();
    if (options.signal?.aborted) throw options.signal.reason;
    const lastLines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join(' | ');
    throw new ModelTraceError('UNAVAILABLE', `PostgreSQL did not start: ${lastLines}`, {
      cause: caught,
      fix: `Its log is ${logFile}. Without what was stored: remove ${dataDirectory}.`,
    });
  }
}

/** Nothing of ours: PGPORT, PGDATA or a locale of the user must not change the server. */
export const serverEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

async function untilReady(child: ChildProcess, { connectionString, signal }: ServerOptions): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended');
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    } finally {
      await client.end();
    }
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.stdin?.end();
  const timeout = new AbortController();
  const late = sleep(stopTimeoutMs, 'late', { signal: timeout.signal }).catch(() => 'ended');
  // SIGQUIT is the "immediate" shutdown: what was committed is recovered from the log at the next start.
  if ((await Promise.race([ended, late])) === 'late' && child.pid) process.kill(-child.pid, 'SIGQUIT');
  timeout.abort();
  await ended;
}

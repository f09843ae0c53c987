import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError } from '@model-trace/core/errors';

const patienceMs = 20_000;

/**
 * Makes a data directory free: stops a server that still runs on it after its owner was killed, and removes the
 * `postmaster.pid` of one that is gone, whose process id may by now belong to another program. Call it with the
 * instance lock held, so that no server found here has an owner.
 */
export async function stopStrayServer(dataDirectory: string): Promise<void> {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const deadline = Date.now() + patienceMs;
  // SIGINT is PostgreSQL's "fast" shutdown: connections are cut, everything committed is kept.
  if (isServerOf(pid, dataDirectory)) process.kill(pid, 'SIGINT');
  while (isServerOf(pid, dataDirectory)) {
    if (Date.now() > deadline) {
      throw new ModelTraceError('CONFLICT', `A PostgreSQL server (process ${pid}) on ${dataDirectory} does not stop`, {
        fix: `Stop it: kill -QUIT ${pid}`,
      });
    }
    await sleep(50);
  }
  await rm(pidFile, { force: true });
}

/** Whether the process is a PostgreSQL server that was started on this directory. */
function isServerOf(pid: number, dataDirectory: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const command = existsSync('/proc/self/cmdline')
    ? readCommand(`/proc/${pid}/cmdline`)
    : spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return command.includes('postgres') && command.includes(dataDirectory);
}

function readCommand(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}

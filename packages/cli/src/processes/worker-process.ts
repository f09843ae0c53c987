import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Running evaluations are handed back after this, so that Ctrl-C does not take long. */
const graceMs = 500;
const killAfterMs = 10_000;
const restartAfterMs = 1_000;

export interface WorkerProcessOptions {
  /** Complete environment of the process. */
  environment: NodeJS.ProcessEnv;
  cwd: string;
  /** Appended to. */
  logFile: string;
  /** It ended without being asked, and is started again. */
  onCrash(how: string): void;
}

export interface WorkerProcess {
  close(): Promise<void>;
}

/** A worker in a process of its own, started again when it dies. It ends when this process does, however that happens. */
export function startWorkerProcess({ environment, cwd, logFile, onCrash }: WorkerProcessOptions): WorkerProcess {
  let closing = false;
  let restart: NodeJS.Timeout | undefined;
  let child = launch();

  function launch(): ChildProcess {
    const log = openSync(logFile, 'a');
    const started = spawn(process.execPath, [fileURLToPath(new URL('../main.ts', import.meta.url)), 'worker'], {
      cwd,
      env: { ...environment, WORKER_GRACE_MS: String(graceMs) },
      // The channel tells it when this process is gone; a group of its own keeps Ctrl-C in the terminal from it, so that
      // it is stopped in order, before the database.
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
    closeSync(log);
    started.once('exit', (code, signal) => {
      if (closing) return;
      onCrash(signal === null ? `exit code ${code}` : signal);
      restart = setTimeout(() => {
        child = launch();
      }, restartAfterMs);
    });
    return started;
  }

  return {
    async close() {
      closing = true;
      clearTimeout(restart);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      await ended;
      clearTimeout(late);
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServiceProcessOptions {
  script: string;
  args?: readonly string[];
  environment: NodeJS.ProcessEnv;
  cwd: string;
  logFile: string;
}

/** A process that is started again whenever it ends, as a service manager does. Emits `line` with what it logs. */
export interface ServiceProcess {
  readonly events: EventEmitter<{ line: [entry: LogLine]; launch: [] }>;
  readonly pid: number;
  /** Ends it by itself: it could not start, or crashed. */
  readonly crashes: number;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to stop, and waits. @returns its exit status */
  close(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface LogLine {
  msg?: string;
  [field: string]: unknown;
}

const restartAfterMs = 100;
const stopTimeoutMs = 30_000;

export function startServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const events: ServiceProcess['events'] = new EventEmitter();
  events.setMaxListeners(0);
  const log = createWriteStream(options.logFile, { flags: 'a' });
  let closing = false;
  let expected = false;
  let crashes = 0;
  let child = launch();

  function launch(): ChildProcess {
    const started = spawn(process.execPath, [options.script, ...(options.args ?? [])], {
      ...{ cwd: options.cwd, env: options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.stderr!.pipe(log, { end: false });
    createInterface({ input: started.stdout! }).on('line', (text) => {
      log.write(`${text}\n`);
      events.emit('line', parse(text));
    });
    started.once('exit', async () => {
      if (closing) return;
      if (!expected) crashes++;
      expected = false;
      await sleep(restartAfterMs);
      if (closing) return;
      child = launch();
      events.emit('launch');
    });
    return started;
  }

  return {
    events,
    get pid() {
      return child.pid!;
    },
    get crashes() {
      return crashes;
    },
    kill: (signal) => {
      expected ||= signal === 'SIGKILL' || signal === 'SIGTERM';
      child.kill(signal);
    },
    close: async () => {
      closing = true;
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const late = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
        await ended;
        clearTimeout(late);
      }
      log.end();
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text);
  } catch {
    return { msg: text };
  }
}

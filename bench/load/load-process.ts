import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server or worker in a process of its own; its log goes nowhere. */
export function startLoadProcess(script: string, options: { args?: string[]; env?: NodeJS.ProcessEnv } = {}) {
  const child: ChildProcess = spawn(process.execPath, [script, ...(options.args ?? [])], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    answers: async (url: string) => {
      while (
        !(await fetch(url)
          .then(({ ok }) => ok)
          .catch(() => false))
      ) {
        if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}`);
        await sleep(50);
      }
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const intervalMs = 500;

/**
 * Calls back when the package manager whose script started us is gone. A signal sent to `npx` or `pnpm` alone ends them and
 * leaves the shell between them and us, which passes nothing on: without this, what we run would stay behind.
 */
export function onParentScriptEnd(callback: () => void): void {
  // We are a child of the shell that runs the script, which is a child of the package manager.
  const manager = parentOf(process.ppid);
  if (manager === null || manager <= 1) return;
  const timer = setInterval(() => {
    if (isAlive(manager) && isAlive(process.ppid)) return;
    clearInterval(timer);
    callback();
  }, intervalMs);
  timer.unref();
}

function parentOf(pid: number): number | null {
  const stat = `/proc/${pid}/stat`;
  const text = existsSync(stat)
    ? // "pid (name) state ppid …": the name may hold anything, so count from its last parenthesis.
      readFileSync(stat, 'utf8').split(') ').at(-1)!.split(' ')[1]
    : spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  const parent = Number.parseInt(text, 10);
  return Number.isInteger(parent) ? parent : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

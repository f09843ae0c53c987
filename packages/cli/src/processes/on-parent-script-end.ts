import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const intervalMs = 500;

/**
 * Calls back when the package manager whose script started us is gone. A signal sent to `npx` or `pnpm` alone ends it and
 * leaves what it started, which nobody tells: without this, servers would stay behind.
 * @param underNpx  whether npx runs the package manager: then npx counts too
 */
export function onParentScriptEnd({ underNpx }: { underNpx: boolean }, callback: () => void): void {
  const watched = scriptAncestors(underNpx);
  const timer = setInterval(() => {
    if (watched.every(isAlive)) return;
    clearInterval(timer);
    callback();
  }, intervalMs);
  timer.unref();
}

/**
 * From the shell that runs the script up to the package manager, or up to npx. Whoever started those may end: that is how
 * `nohup` and background jobs work.
 */
function scriptAncestors(underNpx: boolean): number[] {
  const ancestors: number[] = [];
  // Chains are npx > sh > pnpm > sh > we, where any shell may have replaced itself by what it runs.
  for (let pid = process.ppid; pid > 1 && ancestors.length < 4; ) {
    const { parent, command } = describe(pid);
    ancestors.push(pid);
    if (underNpx ? /\bnp[mx]\b/.test(command) : /\bpnpm\b/.test(command)) break;
    pid = parent;
  }
  return ancestors;
}

function describe(pid: number): { parent: number; command: string } {
  if (existsSync('/proc/self/stat')) {
    // "pid (name) state ppid …": the name may hold anything, so count from its last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { parent: Number(stat.split(' ')[1]), command };
  }
  const ps = spawnSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  const [, parent = '0', command = ''] = /^\s*(\d+)\s+(.*)/.exec(ps) ?? [];
  return { parent: Number(parent), command };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const mainModule = fileURLToPath(new URL('../src/main.ts', import.meta.url));
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

export interface CliOptions {
  env?: Record<string, string | undefined>;
  cwd?: string;
}

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command line in a process of its own, as a user runs it; nothing of the caller's configuration reaches it. */
export function startCli(args: readonly string[], { env, cwd }: CliOptions = {}): ChildProcess {
  const inherited = { ...process.env };
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'MODEL_TRACE_URL', 'MODEL_ROOTS', 'npm_lifecycle_event', 'INIT_CWD'])
    delete inherited[name];
  return spawn(process.execPath, [mainModule, ...args], {
    cwd: cwd ?? repositoryRoot,
    env: { ...inherited, ...env },
    // A group of its own, so that a test can send it what a terminal sends.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options);
  const output = collect(child);
  const [code] = await once(child, 'close');
  return { code, ...output };
}

/** Gathers what a process writes; the object grows until the process ends. */
export function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  return output;
}

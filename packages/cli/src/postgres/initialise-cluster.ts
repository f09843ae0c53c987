import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ModelTraceError } from '@model-trace/core/errors';
import { serverEnvironment } from './guarded-server.ts';
import type { ServerAccount } from './server-account.ts';
import type { ServerPrograms } from './server-programs.ts';

export interface ClusterOptions {
  dataDirectory: string;
  programs: ServerPrograms;
  account: ServerAccount | null;
  user: string;
  password: string;
}

/**
 * Makes the data directory of a new server. It is built under another name and renamed when whole, so that a start that
 * is interrupted leaves nothing half made.
 * @throws UNAVAILABLE with what initdb said
 */
export async function initialiseCluster({ dataDirectory, programs, account, user, password }: ClusterOptions) {
  const unfinished = `${dataDirectory}.new`;
  const passwordFile = `${dataDirectory}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== null) {
    for (const path of [unfinished, passwordFile]) await chown(path, account.uid, account.gid);
  }
  for (const program of [programs.initdb, programs.postgres]) await makeExecutable(program);
  const flags = [
    ...[`--pgdata=${unfinished}`, `--username=${user}`, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'],
  ];
  try {
    // A group of its own: Ctrl-C must not stop it half way.
    const options = { ...account, cwd: unfinished, env: serverEnvironment, detached: true };
    await promisify(execFile)(programs.initdb, flags, options);
  } catch (cause) {
    const said = String((cause as { stderr?: string }).stderr ?? '').trim() || String(cause);
    await rm(unfinished, { recursive: true, force: true });
    throw new ModelTraceError('UNAVAILABLE', `PostgreSQL's initdb failed: ${said}`, {
      cause,
      fix: 'Give the address of a PostgreSQL server in DATABASE_URL.',
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, dataDirectory);
}

/** npm keeps no mode bits for files that a package does not name as its programs. */
async function makeExecutable(program: string): Promise<void> {
  if (((await stat(program)).mode & 0o111) !== 0o111) await chmod(program, 0o755);
}

import { spawnSync } from 'node:child_process';
import { ModelTraceError } from '@model-trace/core/errors';

export interface ServerAccount {
  uid: number;
  gid: number;
}

/** The account PostgreSQL runs under: null for the current user, `postgres` when that is root, which it refuses. */
export function serverAccount(): ServerAccount | null {
  if (process.getuid?.() !== 0) return null;
  const account = lookUp() ?? create();
  if (account !== null) return account;
  throw new ModelTraceError(
    'UNAVAILABLE',
    'PostgreSQL does not run as root, and the account "postgres" cannot be made',
    {
      fix: 'Run as an ordinary user, or create an account named postgres.',
    },
  );
}

function create(): ServerAccount | null {
  // A system account without home and password. BusyBox (Alpine) knows only adduser.
  const made = spawnSync('useradd', ['--system', '--user-group', '--shell', '/bin/false', 'postgres']);
  if (made.status !== 0) spawnSync('adduser', ['-S', '-D', '-H', 'postgres']);
  return lookUp();
}

function lookUp(): ServerAccount | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
    return status === 0 ? Number.parseInt(stdout, 10) : Number.NaN;
  });
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : null;
}

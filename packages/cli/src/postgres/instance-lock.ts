import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Lets one process at a time use a data directory. The lock is a listening socket, which the operating system releases
 * however the process ends; a file with a process id would outlive a crash, and ids are reused.
 * @throws CONFLICT when another process holds it; the message names its id
 */
export async function lockInstance(directory: string): Promise<InstanceLock> {
  const path = socketPath(directory);
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).end(`${process.pid}\n`));
  server.unref();
  for (let attempt = 0; ; attempt += 1) {
    if (await listen(server, path)) return { release: () => new Promise((done) => server.close(() => done())) };
    const holder = await askHolder(path);
    if (holder !== null || attempt > 0) {
      throw new ModelTraceError('CONFLICT', `Process ${holder ?? '(unknown)'} already uses ${directory}`, {
        fix: 'Stop it first (Ctrl-C where it runs), or give another directory with --data-dir.',
      });
    }
    // A socket file that nobody listens on: left by a process that was killed.
    await rm(path, { force: true });
  }
}

/** Linux: a name outside the file system that vanishes with its process. Elsewhere a short path (limit 104 bytes). */
function socketPath(directory: string): string {
  const name = `model-trace-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((done, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(false) : failed(error)));
    server.listen(path, () => {
      server.removeAllListeners('error');
      done(true);
    });
  });
}

function askHolder(path: string): Promise<string | null> {
  return new Promise((done) => {
    let answer = '';
    const socket = createConnection(path);
    socket.setTimeout(2000, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    // Refused: nobody listens. Any other end of the connection: the holder is there, whatever it said.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? done(null) : done('(unknown)'),
    );
    socket.on('close', () => done(answer.trim() || '(unknown)'));
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RedisServer {
  readonly port: number;
  /** Killed and started again, empty. */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A Redis of the suite's own that keeps nothing; null where there is no redis-server. */
export async function startRedisServer(options: { port: number; cwd: string }): Promise<RedisServer | null> {
  let child = await launch(options);
  if (child === null) return null;
  const end = async () => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    port: options.port,
    restart: async (downMs) => {
      await end();
      await sleep(downMs);
      child = await launch(options);
    },
    close: end,
  };
}

async function launch({ port, cwd }: { port: number; cwd: string }): Promise<ChildProcess | null> {
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', cwd];
  const child = spawn('redis-server', settings, { cwd, stdio: 'ignore' });
  const failed = once(child, 'error').then(() => 'failed' as const);
  const started = once(child, 'spawn').then(() => 'started' as const);
  if ((await Promise.race([failed, started])) === 'failed') return null;
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`redis-server on port ${port} ended with ${child.exitCode}`);
    await sleep(20);
  }
  return child;
}

function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  return new Promise((resolve) => {
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).then((answered) => {
    socket.destroy();
    return answered as boolean;
  });
}

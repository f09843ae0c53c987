import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

export interface TcpProxy {
  /** Where clients connect, on 127.0.0.1; stays the same when the target moves. */
  readonly port: number;
  /** Port of 127.0.0.1 that new connections go to. */
  setTarget(port: number): void;
  /** Cuts each connection with this probability. @returns how many it cut */
  cut(random: Random, probability: number): number;
  /** From now on each piece of data arrives so much later, in order; 0 ends it. */
  setDelay(delayMs: number): void;
  close(): Promise<void>;
}

/** Stands between our services and a server, to do to their connections what networks do. */
export async function startTcpProxy(firstTarget: number): Promise<TcpProxy> {
  let target = firstTarget;
  let delayMs = 0;
  const pairs = new Set<() => void>();
  const server = createServer((client) => {
    const upstream = connect({ port: target, host: '127.0.0.1' });
    const end = () => {
      pairs.delete(end);
      client.destroy();
      upstream.destroy();
    };
    pairs.add(end);
    forward(client, upstream, () => delayMs);
    forward(upstream, client, () => delayMs);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', end).on('close', end);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as import('node:net').AddressInfo;
  return {
    port,
    setTarget: (next) => {
      target = next;
    },
    cut: (random, probability) => {
      const chosen = [...pairs].filter(() => random() < probability);
      for (const end of chosen) end();
      return chosen.length;
    },
    setDelay: (ms) => {
      delayMs = ms;
    },
    close: async () => {
      for (const end of pairs) end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** One piece after another: a piece that was delayed must not be overtaken. */
function forward(from: Socket, to: Socket, delay: () => number): void {
  from.on('data', async (piece) => {
    from.pause();
    const ms = delay();
    if (ms > 0) await sleep(ms);
    if (to.destroyed) return;
    if (!to.write(piece)) await new Promise<void>((resolve) => to.once('drain', resolve).once('close', resolve));
    from.resume();
  });
  from.on('end', () => to.end());
}

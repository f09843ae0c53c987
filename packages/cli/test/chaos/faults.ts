import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeHub, Fault } from '../../../core/test/fake-hub.ts';
import type { PostgresServer } from './postgres-server.ts';
import { between, pick, type Random } from './random.ts';
import type { RedisServer } from './redis-server.ts';
import type { ServiceProcess } from './service-process.ts';
import type { TcpProxy } from './tcp-proxy.ts';

export interface Targets {
  api: ServiceProcess;
  /** Resolves once the API answers. */
  apiAnswers(): Promise<void>;
  workers: readonly ServiceProcess[];
  /** Null: the queue is in PostgreSQL, and there is no Redis to restart. */
  redis: RedisServer | null;
  postgres: PostgresServer;
  proxies: { redis: TcpProxy | null; postgres: TcpProxy };
  hub: FakeHub;
  lockDurationMs: number;
  /** Resolves with the next result that is stored. */
  nextResult(): Promise<void>;
}

export interface Injected {
  /** Resolves when the service is well again. */
  recovered: Promise<unknown>;
}

export interface FaultKind {
  name: string;
  /** Of kinds with the same one, one is at work at a time; default: the kind itself. */
  resource?: string;
  /** Resolves when the cause is gone; null: there was nothing to disturb. */
  inject(targets: Targets, random: Random): Promise<Injected | null>;
}

/** Everything the suite does to a running service. */
export const faultKinds: readonly FaultKind[] = [
  {
    name: 'worker SIGKILL',
    inject: async ({ workers }, random) => {
      const worker = pick(random, workers);
      const back = logged(worker, /^worker started$/);
      worker.kill('SIGKILL');
      return { recovered: back };
    },
  },
  {
    name: 'worker SIGTERM (hands back)',
    inject: async ({ workers }, random) => {
      const worker = pick(random, workers);
      const back = logged(worker, /^worker started$/);
      worker.kill('SIGTERM');
      return { recovered: back };
    },
  },
  {
    name: 'worker SIGSTOP beyond its lock',
    inject: async ({ workers, lockDurationMs }, random) => {
      const worker = pick(random, workers);
      const { pid } = worker;
      worker.kill('SIGSTOP');
      await sleep(lockDurationMs + between(random, 500, 2_500));
      const speaks = logged(worker, /./);
      signalIfThere(pid, 'SIGCONT');
      return { recovered: speaks };
    },
  },
  {
    name: 'API SIGKILL',
    inject: async ({ api, apiAnswers }) => {
      const launched = new Promise<void>((resolve) => api.events.once('launch', resolve));
      api.kill('SIGKILL');
      return { recovered: launched.then(apiAnswers) };
    },
  },
  {
    name: 'API SIGTERM (drains)',
    inject: async ({ api, apiAnswers }) => {
      const launched = new Promise<void>((resolve) => api.events.once('launch', resolve));
      api.kill('SIGTERM');
      return { recovered: launched.then(apiAnswers) };
    },
  },
  {
    name: 'Redis restarted empty',
    inject: async ({ redis, nextResult }, random) => {
      if (redis === null) return null;
      await redis.restart(between(random, 0, 1_000));
      return { recovered: nextResult() };
    },
  },
  ...(['fast', 'crash'] as const).map((how) => ({
    name: `PostgreSQL restarted (${how})`,
    resource: 'PostgreSQL',
    inject: async ({ postgres, proxies, nextResult }: Targets, random: Random) => {
      await postgres.restart(how, between(random, 0, 1_500));
      proxies.postgres.setTarget(Number(new URL(postgres.connectionString).port));
      return { recovered: nextResult() };
    },
  })),
  ...(['redis', 'postgres'] as const).flatMap((server): FaultKind[] => [
    {
      name: `connections to ${server} cut`,
      inject: async ({ proxies, nextResult }, random) => {
        const cut = proxies[server]?.cut(random, between(random, 0.2, 1)) ?? 0;
        return cut === 0 ? null : { recovered: nextResult() };
      },
    },
    {
      name: `connections to ${server} delayed`,
      inject: async ({ proxies, nextResult }, random) => {
        const proxy = proxies[server];
        if (proxy === null) return null;
        proxy.setDelay(between(random, 20, 400));
        await sleep(between(random, 500, 2_000));
        proxy.setDelay(0);
        return { recovered: nextResult() };
      },
    },
  ]),
  hubFault('Hub answers 429', () => ({ status: 429, headers: { 'retry-after': '1' } })),
  hubFault('Hub answers 5xx', (random) => ({ status: pick(random, [500, 502, 503, 504]) })),
  hubFault('Hub truncates a body', (random) => ({ truncateTo: Math.floor(between(random, 0, 200_000)) })),
  hubFault('Hub cuts a connection', (random) => ({ cutAfterBytes: Math.floor(between(random, 0, 200_000)) })),
];

/** Hits the next few requests, whoever makes them. */
function hubFault(name: string, fault: (random: Random) => Fault): FaultKind {
  return {
    name,
    inject: async ({ hub, nextResult }, random) => {
      hub.fail({ times: Math.ceil(between(random, 0, 4)), fault: fault(random) });
      return { recovered: nextResult() };
    },
  };
}

function logged(process: ServiceProcess, sentence: RegExp): Promise<void> {
  const { events } = process;
  return new Promise((resolve) => {
    events.on('line', function listener({ msg }) {
      if (!sentence.test(msg ?? '')) return;
      events.off('line', listener);
      resolve();
    });
  });
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

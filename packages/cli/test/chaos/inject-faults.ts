import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultLog } from './fault-log.ts';
import { type FaultKind, faultKinds, type Targets } from './faults.ts';
import { between, pick, type Random, shuffled } from './random.ts';

/** After that a fault counts as one that nothing recovered from. */
const recoveryTimeoutMs = 90_000;

/**
 * Each kind once, in any order, then kinds at random, until the signal. They overlap, but for two of one kind.
 * @returns kinds of faults that were not recovered from in time
 */
export async function injectFaults(options: {
  targets: Targets;
  random: Random;
  log: FaultLog;
  /** Between two faults, on average. */
  pauseMs: number;
  signal: AbortSignal;
}): Promise<string[]> {
  const { targets, random, log, pauseMs, signal } = options;
  const fresh = shuffled(random, faultKinds);
  const busy = new Map<string, Promise<void>>();
  const stuck: string[] = [];

  const run = async (kind: FaultKind): Promise<void> => {
    const startedAt = performance.now();
    const injected = await kind.inject(targets, random);
    const lastedMs = performance.now() - startedAt;
    if (injected === null) return;
    const late = new AbortController();
    const timeout = sleep(recoveryTimeoutMs, 'late', { signal: late.signal }).catch(() => 'stopped');
    // Without work left there is no next result: that is not for lack of recovery.
    const stopped = signal.aborted ? 'stopped' : once(signal, 'abort').then(() => 'stopped');
    const end = await Promise.race([injected.recovered.then(() => 'recovered'), timeout, stopped]);
    late.abort();
    if (end === 'late') stuck.push(kind.name);
    const recoveryMs = end === 'recovered' ? performance.now() - startedAt - lastedMs : null;
    log.add(kind.name, { lastedMs, recoveryMs });
  };

  while (!signal.aborted) {
    await sleep(between(random, 0.3, 1.7) * pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    const kind = fresh.pop() ?? pick(random, faultKinds);
    const resource = kind.resource ?? kind.name;
    if (busy.has(resource)) {
      if (!log.rows().find(({ fault }) => fault === kind.name)?.count) fresh.unshift(kind);
      continue;
    }
    const running = run(kind)
      .catch((error) => void stuck.push(`${kind.name}: ${error}`))
      .finally(() => busy.delete(resource));
    busy.set(resource, running);
  }
  await Promise.all(busy.values());
  return stuck;
}

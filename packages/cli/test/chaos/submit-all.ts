import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationRequest } from '@model-trace/core/results';
import type { Random } from './random.ts';
import { drawRequest, requestKey } from './workload.ts';

export interface Accepted {
  id: string;
  /** See requestKey. */
  key: string;
}

export interface Submissions {
  accepted: Accepted[];
  /** Requests that were sent again because no answer came, or one that says to. */
  repeated: number;
  /** Answers no client should get. */
  unexpected: string[];
}

/** What an honest client repeats: the service is away, or the first request with the key is still under way. */
const passing = new Set([409, 429, 503]);
const patienceMs = 180_000;

/**
 * Submits so many evaluations, spread over the time, each with an idempotency key and repeated until it is accepted: after
 * that it must not be lost, and must not be there twice.
 */
export async function submitAll(options: {
  url: string;
  evaluations: number;
  overMs: number;
  random: Random;
}): Promise<Submissions> {
  const { url, evaluations, overMs, random } = options;
  const submissions: Submissions = { accepted: [], repeated: 0, unexpected: [] };
  const startedAt = performance.now();
  const one = async (number: number, request: EvaluationRequest): Promise<void> => {
    await sleep(Math.max(0, startedAt + (overMs * number) / evaluations - performance.now()));
    const deadline = performance.now() + patienceMs;
    for (let tries = 0; performance.now() < deadline; tries++) {
      if (tries > 0) {
        submissions.repeated++;
        await sleep(Math.min(2_000, 100 * 2 ** tries));
      }
      try {
        const response = await fetch(`${url}/v1/evaluations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': `chaos-${number}` },
          body: JSON.stringify({ ...request, force: true }),
          signal: AbortSignal.timeout(40_000),
        });
        const text = await response.text();
        if (response.status === 200 || response.status === 202) {
          submissions.accepted.push({ id: JSON.parse(text).id, key: requestKey(request) });
          return;
        }
        if (!passing.has(response.status)) submissions.unexpected.push(`${response.status} ${text.slice(0, 300)}`);
      } catch {
        // No answer: whether it was accepted is for the idempotency key to say.
      }
    }
    submissions.unexpected.push(`submission ${number} was not accepted within ${patienceMs / 1000} s`);
  };
  await Promise.all(Array.from({ length: evaluations }, (_, number) => one(number, drawRequest(random))));
  return submissions;
}

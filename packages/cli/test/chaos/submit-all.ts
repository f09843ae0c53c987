import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationRequest } from '@model-trace/core/results';
import type { Random } from './random.ts';
import { drawRequest, requestKey } from './workload.ts';

export interface Accepted {
  id: string;
  idempotencyKey: string;
  /** See requestKey. */
  request: string;
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
/** Longer than all faults: a client that gives up says nothing of whether what was accepted is kept. */
const patienceMs = 900_000;
/** Requests under way at a time: more would be a flood, in which every client's patience ends at once. */
const clients = 16;

/** The path of a receiver that tells which submission a message belongs to. */
export const webhookPathOf = (idempotencyKey: string) => `/own/${idempotencyKey}`;

/**
 * Submits so many evaluations, spread over the time, each with an idempotency key and a webhook of its own and repeated
 * until it is accepted: after that it must not be lost, and must not be there twice.
 */
export async function submitAll(options: {
  url: string;
  webhook: { url: string; secret: string };
  evaluations: number;
  overMs: number;
  random: Random;
}): Promise<Submissions> {
  const { url, webhook, evaluations, overMs, random } = options;
  const submissions: Submissions = { accepted: [], repeated: 0, unexpected: [] };
  const startedAt = performance.now();
  const one = async (number: number, request: EvaluationRequest): Promise<void> => {
    await sleep(Math.max(0, startedAt + (overMs * number) / evaluations - performance.now()));
    const idempotencyKey = `chaos-${number}`;
    const own = { url: webhook.url + webhookPathOf(idempotencyKey), secret: webhook.secret };
    const deadline = performance.now() + patienceMs;
    for (let tries = 0; performance.now() < deadline; tries++) {
      if (tries > 0) {
        submissions.repeated++;
        await sleep(Math.min(2_000, 100 * 2 ** tries));
      }
      try {
        const response = await fetch(`${url}/v1/evaluations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
          body: JSON.stringify({ ...request, force: true, webhook: own }),
          signal: AbortSignal.timeout(40_000),
        });
        const text = await response.text();
        if (response.status === 200 || response.status === 202) {
          submissions.accepted.push({ id: JSON.parse(text).id, idempotencyKey, request: requestKey(request) });
          return;
        }
        if (!passing.has(response.status)) submissions.unexpected.push(`${response.status} ${text.slice(0, 300)}`);
      } catch {
        // No answer: whether it was accepted is for the idempotency key to say.
      }
    }
    submissions.unexpected.push(`submission ${number} was not accepted within ${patienceMs / 1000} s`);
  };
  const left = Array.from({ length: evaluations }, () => drawRequest(random)).entries();
  const client = async () => {
    for (const [number, request] of left) await one(number, request);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return submissions;
}

import pg from 'pg';
import type { Check } from './check-outcome.ts';
import { type Submissions, webhookPathOf } from './submit-all.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

/** Path of the webhook that is told of every evaluation. */
export const webhookOfAll = '/all';

/** What receivers got, against what was accepted and what the database says was sent. */
export async function checkWebhooks(options: {
  connectionString: string;
  submissions: Submissions;
  receiver: WebhookReceiver;
}): Promise<{ checks: Check[]; costs: Record<string, number> }> {
  const { submissions, receiver } = options;
  const client = new pg.Client({ connectionString: options.connectionString });
  await client.connect();
  try {
    const { rows: deliveries } = await client.query<{ id: string; status: string; evaluation: string; url: string }>(
      `select delivery.id, delivery.status, payload->'data'->>'id' as evaluation, webhook.url
       from webhook_deliveries as delivery join webhooks as webhook on webhook.id = delivery.webhook_id`,
    );
    const { rows: own } = await client.query<{ path: string; evaluations: number }>(
      `select substring(url from '/own/.*') as path, count(*)::int as evaluations
       from webhooks where evaluation_id is not null group by 1`,
    );
    const messageOf = (path: string, evaluationId: string) => `${path} of ${evaluationId}`;
    const arrived = Map.groupBy(
      receiver.arrivals.filter(({ type }) => type === 'evaluation.succeeded'),
      ({ path, evaluationId }) => messageOf(path, evaluationId),
    );
    const wanted = submissions.accepted.flatMap(({ id, idempotencyKey }) => [
      messageOf(webhookOfAll, id),
      messageOf(webhookPathOf(idempotencyKey), id),
    ]);
    const taken = new Set(receiver.arrivals.filter((each) => each.taken).map(({ id }) => id));
    return {
      checks: [
        {
          name: 'every webhook arrived at least once: each evaluation is told to its own and to the one of all',
          failures: [
            ...wanted.filter((message) => !arrived.get(message)?.some((each) => each.taken)),
            ...deliveries.filter(({ id }) => !taken.has(id)).map(({ id, url }) => `${id} to ${url} was not taken`),
          ],
        },
        {
          name: 'every message has one webhook-id, the same at every try, and no other has it',
          failures: [
            ...[...arrived].flatMap(([message, all]) => {
              const ids = new Set(all.map(({ id }) => id));
              return ids.size === 1 ? [] : [`${message} has ${[...ids].join(', ')}`];
            }),
            ...[...Map.groupBy(receiver.arrivals, ({ id }) => id)].flatMap(([id, all]) => {
              const messages = new Set(all.map(({ path, evaluationId }) => messageOf(path, evaluationId)));
              return messages.size === 1 ? [] : [`${id} is ${[...messages].join(', ')}`];
            }),
          ],
        },
        { name: 'every message is signed and whole', failures: [...receiver.broken] },
        {
          name: 'no webhook of a submission is stored twice',
          failures: own.filter(({ evaluations }) => evaluations !== 1).map((row) => JSON.stringify(row)),
        },
        {
          name: 'no message was given up',
          failures: deliveries.filter(({ status }) => status !== 'delivered').map((row) => JSON.stringify(row)),
        },
      ],
      costs: {
        'messages to webhooks': deliveries.length,
        'arrivals of messages': receiver.arrivals.length,
        '  of these refused or cut by the receiver': receiver.arrivals.filter((each) => !each.taken).length,
      },
    };
  } finally {
    await client.end();
  }
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactedPaths } from '@model-trace/core/secrets';
import { pino } from 'pino';

test('a request or options that are logged whole show no credential', () => {
  const lines: string[] = [];
  const log = pino({ redact: redactedPaths }, { write: (line) => void lines.push(line) });
  const headers = { authorization: 'Bearer secret', 'x-hub-token': 'secret', accept: 'shown' };
  const models = { hubToken: 'secret', cacheDir: 'shown' };
  for (const line of [
    { headers },
    { req: { headers } },
    models,
    { models },
    { settings: { models } },
    { config: { models, secretsKeys: ['secret'] } },
  ])
    log.info(line, 'x');
  const text = lines.join('');
  assert.doesNotMatch(text, /secret"|Bearer/);
  assert.equal(text.match(/shown/g)?.length, 6);
});

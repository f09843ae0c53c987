import assert from 'node:assert/strict';
import { delimiter, resolve } from 'node:path';
import { test } from 'node:test';
import { apiDefaults, readApiConfig } from './config.ts';

const DATABASE_URL = 'postgres://localhost/x';

test('only the database must be given', () => {
  const config = readApiConfig({ DATABASE_URL });
  assert.equal(config.databaseUrl, DATABASE_URL);
  assert.deepEqual([config.host, config.port, config.redisUrl], ['127.0.0.1', 8080, undefined]);
  assert.deepEqual(config.models.roots, []);
  assert.equal(config.models.cacheDir, apiDefaults.models.cacheDir);
});

test('everything can be given', () => {
  const config = readApiConfig({
    DATABASE_URL,
    ...{
      HOST: '::',
      PORT: '0',
      REDIS_URL: 'redis://r',
      MODEL_ROOTS: `models${delimiter}/srv/models`,
      CACHE_DIR: 'cache',
    },
    ...{ HF_ENDPOINT: 'http://hub', HF_TOKEN: 't', LOG_LEVEL: 'debug', BODY_LIMIT: '2048', TRUST_PROXY: '10.0.0.0/8' },
    ...{ REQUESTS_PER_MINUTE: '100', SUBMISSIONS_PER_DAY: '20', SUBMISSIONS_PER_ORGANISATION_PER_WEEK: '3' },
    WEBHOOK_ALLOW_PRIVATE: 'true',
    SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...{ AUTH: 'keys', AUTH_OFF_FORCED: 'true', MIGRATE_ON_START: 'true', PUBLISHED_HOST: '127.0.0.1' },
    ...{ CHECK_LICENSE: 'refuse', DO_NOT_SUBMIT: 'a/*' },
    ...{ CACHE_MAX_BYTES: '1000', QUEUE_PREFIX: 'q', CORPORA_DIR: 'corpora' },
    ...{ WEB_DIR: 'dist', WEB_CONFIG: 'page.json' },
  });
  assert.deepEqual(config, {
    ...{ host: '::', port: 0, databaseUrl: DATABASE_URL, redisUrl: 'redis://r', queuePrefix: 'q' },
    models: {
      roots: [resolve('models'), resolve('/srv/models')],
      cacheDir: resolve('cache'),
      cacheMaxBytes: 1000,
      hubEndpoint: 'http://hub',
      hubToken: 't',
    },
    corporaDir: resolve('corpora'),
    ...{ webDir: resolve('dist'), webConfigFile: resolve('page.json') },
    policy: { license: 'refuse', modelCard: 'warn', maxWeightBytes: {}, doNotSubmit: ['a/*'] },
    doNotSubmitFile: null,
    ...{ logLevel: 'debug', bodyLimitBytes: 2048, trustProxy: '10.0.0.0/8' },
    ...{ requestsPerMinute: 100, submissionLimits: { perDay: 20, organisationPerWeek: 3 } },
    secretsKeys: [Buffer.alloc(32, 7)],
    webhookAllowPrivate: true,
    ...{ auth: 'keys', authOffForced: true, migrateOnStart: true, publishedHost: '127.0.0.1' },
  });
});

test('limits are for keys, and none where there are no keys, unless they are given', () => {
  const of = (environment: Record<string, string>) => {
    const { requestsPerMinute, submissionLimits } = readApiConfig({ DATABASE_URL, ...environment });
    return [requestsPerMinute, submissionLimits.perDay, submissionLimits.organisationPerWeek];
  };
  assert.deepEqual(of({}), [undefined, undefined, undefined]);
  assert.deepEqual(of({ AUTH: 'keys' }), [600, 1000, undefined]);
  assert.deepEqual(of({ AUTH: 'keys', REQUESTS_PER_MINUTE: '0', SUBMISSIONS_PER_DAY: '0' }), of({}));
  assert.deepEqual(of({ REQUESTS_PER_MINUTE: '5' }), [5, undefined, undefined]);
});

test('wrong values are named, but never one that may hold a password', () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{}, /^DATABASE_URL is missing or not valid$/],
    [{ DATABASE_URL: '' }, /^DATABASE_URL/],
    [{ DATABASE_URL: 'mysql://u:secret@h/d' }, /^DATABASE_URL is missing or not valid$/],
    [{ DATABASE_URL, REDIS_URL: 'secret' }, /^REDIS_URL is missing or not valid$/],
    [{ DATABASE_URL, HF_ENDPOINT: 'huggingface.co' }, /^HF_ENDPOINT/],
    [{ DATABASE_URL, PORT: '80a' }, /^PORT is "80a"$/],
    [{ DATABASE_URL, PORT: '65536' }, /^PORT/],
    [{ DATABASE_URL, PORT: '-1' }, /^PORT/],
    [{ DATABASE_URL, LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud"$/],
    [{ DATABASE_URL, BODY_LIMIT: '10' }, /^BODY_LIMIT/],
    [{ DATABASE_URL, SECRETS_KEY: 'secret' }, /^SECRETS_KEY is missing or not valid$/],
    [{ DATABASE_URL, AUTH: 'on' }, /^AUTH is "on"$/],
    [{ DATABASE_URL, AUTH_OFF_FORCED: '1' }, /^AUTH_OFF_FORCED is "1"$/],
  ];
  for (const [environment, message] of wrong)
    assert.throws(() => readApiConfig(environment), { name: 'ModelTraceError', code: 'ENVIRONMENT_INVALID', message });
});

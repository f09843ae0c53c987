import assert from 'node:assert/strict';
import { delimiter, resolve } from 'node:path';
import { test } from 'node:test';
import { readWorkerConfig, workerDefaults } from './config.ts';

const DATABASE_URL = 'postgres://user:secret@db:5432/model_trace';

test('needs nothing but a database; empty variables are as good as none', () => {
  const config = readWorkerConfig({ DATABASE_URL, REDIS_URL: '', MODEL_ROOTS: ' ', HF_TOKEN: '' });
  assert.deepEqual(config, {
    ...workerDefaults,
    databaseUrl: DATABASE_URL,
    redisUrl: undefined,
    hubEndpoint: undefined,
    hubToken: undefined,
    spillDir: undefined,
  });
});

test('reads every variable', () => {
  const config = readWorkerConfig({
    DATABASE_URL,
    REDIS_URL: 'rediss://cache:6380',
    QUEUE_PREFIX: 'other',
    MIGRATE_ON_START: 'true',
    MODEL_ROOTS: ['/models', 'relative'].join(delimiter),
    CORPORA_DIR: '/corpora',
    CACHE_DIR: '/cache',
    CACHE_MAX_BYTES: '1000',
    CACHE_MIN_FREE_BYTES: '7',
    JOB_MEMORY_MAX_BYTES: '8',
    JOB_TIMEOUT_MS: '9',
    RETENTION_DAYS: '90',
    MODEL_STREAM: 'true',
    HF_ENDPOINT: 'https://hub.example',
    HF_TOKEN: 'hf_x',
    EXECUTION_PROVIDER: 'cuda',
    HIDDEN_MEMORY_MAX_BYTES: '2000',
    SPILL_DIR: '/spill',
    CHECKPOINT_DIR: '/checkpoints',
    CHECKPOINT_EVERY_MS: '6',
    CHECKPOINT_MAX_BYTES: '3000',
    CODE_COMMIT: 'abc',
    LOG_LEVEL: 'debug',
    WORKER_CONCURRENCY: '4',
    WORKER_GRACE_MS: '5',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  assert.deepEqual(config, {
    ...workerDefaults,
    databaseUrl: DATABASE_URL,
    redisUrl: 'rediss://cache:6380',
    queuePrefix: 'other',
    migrateOnStart: true,
    modelRoots: [resolve('/models'), resolve('relative')],
    corporaDir: resolve('/corpora'),
    cacheDir: resolve('/cache'),
    cacheMaxBytes: 1000,
    cacheMinFreeBytes: 7,
    jobMemoryMaxBytes: 8,
    jobTimeoutMs: 9,
    retentionDays: 90,
    streamModels: true,
    hubEndpoint: 'https://hub.example',
    hubToken: 'hf_x',
    provider: 'cuda',
    hiddenMemoryMaxBytes: 2000,
    spillDir: '/spill',
    checkpointDir: resolve('/checkpoints'),
    checkpointEveryMs: 6,
    checkpointMaxBytes: 3000,
    codeCommit: 'abc',
    logLevel: 'debug',
    concurrency: 4,
    graceMs: 5,
    webhookAllowPrivate: true,
  });
});

test('names the variable that is wrong, and no password', () => {
  for (const [name, value] of [
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://user:secret@db/x'],
    ['REDIS_URL', 'secret'],
    ['HF_ENDPOINT', 'ftp://hub'],
    ['WORKER_CONCURRENCY', '0'],
    ['WORKER_CONCURRENCY', '1.5'],
    ['CACHE_MAX_BYTES', '10GB'],
    ['MODEL_STREAM', 'yes'],
    ['EXECUTION_PROVIDER', 'tpu'],
    ['LOG_LEVEL', 'loud'],
  ]) {
    assert.throws(
      () => readWorkerConfig({ DATABASE_URL, [name]: value }),
      (error: Error & { code?: string; fix?: string }) => {
        assert.equal(error.code, 'ENVIRONMENT_INVALID');
        assert.match(error.message, new RegExp(`^${name} `));
        assert.match(error.fix!, new RegExp(`^Set ${name} to `));
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  }
});

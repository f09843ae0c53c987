import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { CliConfig } from '../config.ts';
import { type Check, reasonOf, within } from './check.ts';

/** The Hub, and the services that the environment names. */
export async function checkServices(config: CliConfig, fetchUrl: typeof fetch = fetch): Promise<Check[]> {
  const { databaseUrl, redisUrl } = config;
  return Promise.all([
    checkHub(config, fetchUrl),
    databaseUrl === undefined
      ? { name: 'database', status: 'absent', found: 'DATABASE_URL is not set; only serve and worker need it' }
      : checkDatabase(databaseUrl),
    redisUrl === undefined
      ? { name: 'Redis', status: 'absent', found: 'REDIS_URL is not set; the queue is then in the database' }
      : checkRedis(redisUrl),
    checkTokenizers(),
  ]);
}

async function checkHub({ models }: CliConfig, fetchUrl: typeof fetch): Promise<Check> {
  const name = 'model hub';
  const endpoint = models.hubEndpoint ?? 'https://huggingface.co';
  const started = performance.now();
  try {
    const url = new URL('/api/models?limit=1', endpoint);
    const { status } = await within(() => fetchUrl(url, { signal: AbortSignal.timeout(10_000) }));
    const found = `${url.host} answers ${status} in ${Math.round(performance.now() - started)} ms`;
    return status < 500 ? { name, status: 'ok', found } : { name, status: 'failed', found, fix: 'Try again later' };
  } catch (caught) {
    const found = `${endpoint}: ${reasonOf(caught)}`;
    return {
      name,
      status: 'absent',
      found,
      fix: 'Check the network or HF_ENDPOINT; directories and cached models work without',
    };
  }
}

async function checkDatabase(connectionString: string): Promise<Check> {
  const name = 'database';
  const { createEvaluationStore } = await import('@model-trace/core/storage');
  try {
    const store = createEvaluationStore({ connectionString });
    try {
      await within(() => store.ping());
    } finally {
      await store.close();
    }
    return { name, status: 'ok', found: 'answers' };
  } catch (caught) {
    return { name, status: 'failed', found: reasonOf(caught), fix: 'Start the database, or correct DATABASE_URL' };
  }
}

/** A connection and one PING: whoever answers "NOAUTH" is there as well. */
async function checkRedis(redisUrl: string): Promise<Check> {
  const name = 'Redis';
  try {
    const { hostname, port, protocol } = new URL(redisUrl);
    const address = { host: hostname, port: Number(port || 6379) };
    const socket = protocol === 'rediss:' ? connectTls(address) : connect(address);
    try {
      const answer = await within(
        () =>
          new Promise<string>((resolve, reject) => {
            socket.once('error', reject);
            socket.once('data', (bytes: Buffer) => resolve(bytes.toString('latin1')));
            socket.write('PING\r\n');
          }),
      );
      const isRedis = /^(\+PONG|-NOAUTH|-NOPERM)/.test(answer);
      if (isRedis) return { name, status: 'ok', found: `${hostname} answers` };
      return { name, status: 'failed', found: `${hostname} does not answer as Redis does`, fix: 'Correct REDIS_URL' };
    } finally {
      socket.destroy();
    }
  } catch (caught) {
    return { name, status: 'failed', found: reasonOf(caught), fix: 'Start Redis, or correct or unset REDIS_URL' };
  }
}

async function checkTokenizers(): Promise<Check> {
  const name = 'tokenizers';
  try {
    await import('@model-trace/core/tokenizer');
    return { name, status: 'ok', found: 'the code for tokenizer.json loads' };
  } catch (caught) {
    return { name, status: 'failed', found: reasonOf(caught), fix: 'Install again: npx pnpm@12 install' };
  }
}

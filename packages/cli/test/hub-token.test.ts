import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dumpDatabase, dumpRedis } from '../../core/test/dump-storage.ts';
import { startFakeHub } from '../../core/test/fake-hub.ts';
import { executeSql, queueBackends, testDatabase } from '../../core/test/services.ts';
import { repositoryRoot } from './run-cli.ts';

const token = `hf_${randomBytes(20).toString('hex')}`;
const SECRETS_KEY = randomBytes(32).toString('base64');
/** Forms in which a token or the key would be recognised by whoever looks. */
const secretForms = [token, SECRETS_KEY].flatMap((secret) => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
]);

function assertSecretFree(text: string, where: string): void {
  for (const form of secretForms) assert.ok(!text.includes(form), `${where} holds a secret`);
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

for (const backend of await queueBackends()) {
  describe(`a Hub token of a submitter, queue in ${backend.name}`, { skip: backend.skip }, () => {
    test('reads a private model and is found nowhere: logs, database, queue, files, processes', async (t) => {
      const databaseUrl = await testDatabase(t);
      const { redisUrl = '', prefix } = backend.options(t, databaseUrl);
      const dir = join(repositoryRoot, 'examples/models/g0');
      const hub = await startFakeHub({
        models: { 'lab/private': { dir, private: true }, 'lab/gated': { dir, gated: true } },
        tokens: { [token]: 'all' },
      });
      t.after(() => hub.close());
      const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-token-'));
      t.after(() => rm(cacheDir, { recursive: true, force: true }));

      let output = '';
      const processes: ChildProcess[] = [];
      t.after(async () => {
        for (const child of processes) if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
      });
      const start = (module: string): ChildProcess => {
        const child = spawn(process.execPath, [join(repositoryRoot, module)], {
          env: {
            ...{ PATH: process.env.PATH, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, QUEUE_PREFIX: prefix },
            ...{ PORT: '0', LOG_LEVEL: 'trace', CACHE_DIR: cacheDir, HF_ENDPOINT: hub.endpoint, SECRETS_KEY },
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        processes.push(child);
        for (const stream of [child.stdout!, child.stderr!])
          stream.setEncoding('utf8').on('data', (text: string) => {
            output += text;
          });
        return child;
      };
      const until = async <T>(what: string, probe: () => Promise<T | undefined> | T | undefined): Promise<T> => {
        const deadline = performance.now() + 60_000;
        for (;;) {
          const found = await probe();
          if (found !== undefined) return found;
          if (performance.now() > deadline) throw new Error(`waited in vain: ${what}\n${output}`);
          await sleep(50);
        }
      };
      start('services/api/src/main.ts');
      const url = await until('the API listens', () => /"url":"([^"]+)"/.exec(output)?.[1]);
      const submit = async (model: string, headers: Record<string, string> = {}) => {
        const response = await fetch(`${url}/v1/evaluations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ model, tasks: ['perplexity'] }),
        });
        return {
          status: response.status,
          body: (await response.json()) as { id: string; code?: string; commit: string },
        };
      };
      const dump = async (): Promise<string> =>
        (await dumpDatabase(databaseUrl)) + (redisUrl ? await dumpRedis(redisUrl, prefix) : '');

      assert.equal((await submit('lab/private')).body.code, 'MODEL_NOT_FOUND');
      assert.equal((await submit('lab/gated')).body.code, 'MODEL_GATED');
      const bad = await submit('lab/private', { 'x-hub-token': `${token} x` });
      assert.deepEqual([bad.status, bad.body.code], [400, 'HUB_TOKEN_INVALID']);
      assertSecretFree(JSON.stringify(bad.body), 'the refusal of a token that is none');
      const accepted = await Promise.all(
        ['lab/private', 'lab/gated'].map((model) => submit(model, { 'x-hub-token': token })),
      );
      for (const { status, body } of accepted) {
        assert.equal(status, 202, JSON.stringify(body));
        assert.equal(body.commit.length, 40);
        assertSecretFree(JSON.stringify(body), 'the answer');
      }
      const sealed = await executeSql(databaseUrl, 'select octet_length(hub_token) as bytes from evaluations');
      assert.deepEqual(
        sealed.rows.map(({ bytes }) => bytes),
        [33 + token.length, 33 + token.length],
      );
      assertSecretFree(await dump(), 'the database or the queue before the work');

      const worker = start('services/worker/src/main.ts');
      await until('the worker has a process to compute', () => childrenOf(worker.pid!).then((all) => all[0]));
      // Waiting on each status: the child processes are looked at while they compute.
      const seen: string[] = [];
      for (const { body } of accepted)
        await until(`${body.id} succeeded`, async () => {
          for (const pid of await childrenOf(worker.pid!)) seen.push(await commandAndEnvironment(pid, worker.pid!));
          const { rows } = await executeSql(databaseUrl, `select status from evaluations where id = '${body.id}'`);
          assert.notEqual(rows[0].status, 'failed', output);
          return rows[0].status === 'succeeded' || undefined;
        });
      assert.match(seen.join('\n'), /evaluation-process/);
      assertSecretFree(seen.join('\n'), 'a command line or an environment');
      assert.doesNotMatch(seen.join('\n'), /SECRETS_KEY|DATABASE_URL/);
      const after = await executeSql(databaseUrl, 'select count(hub_token) as kept from evaluations');
      assert.equal(Number(after.rows[0].kept), 0);
      assertSecretFree(await dump(), 'the database or the queue after the work');
      assert.match(output, /evaluation succeeded/);
      assertSecretFree(output, 'the logs');
      const files = await filesUnder(cacheDir);
      assert.ok(files.length > 0);
      for (const file of files) assertSecretFree(await readFile(file, 'latin1'), file);
    });
  });
}

/** Process ids, on Linux; none elsewhere. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Empty for a child that still is what its parent is, environment included: between fork and exec. */
async function commandAndEnvironment(pid: number, parent: number): Promise<string> {
  const read = (name: string, of = pid) => readFile(`/proc/${of}/${name}`, 'latin1').catch(() => '');
  const command = await read('cmdline'); // before its environment, which is then at least as new
  return command === (await read('cmdline', parent)) ? '' : `${command}\n${await read('environ')}`;
}

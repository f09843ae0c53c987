import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Check } from '../src/doctor/check.ts';
import { freePort } from '../src/processes/free-port.ts';
import { runCli } from './run-cli.ts';

const listening = async (server: ReturnType<typeof createTcpServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

async function doctor(env: Record<string, string>): Promise<{ code: number | null; checks: Record<string, Check> }> {
  const { code, stdout } = await runCli(['doctor', '--json'], { env });
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return { code, checks: Object.fromEntries(checks.map((check) => [check.name, check])) };
}

test('doctor tries what is there and says what to do about the rest', async (t) => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'doctor-test-'));
  const hub = createServer((_, response) => response.end('[]'));
  const redis = createTcpServer((socket) =>
    socket.on('data', () => socket.end('-NOAUTH Authentication required.\r\n')),
  );
  t.after(async () => {
    hub.close();
    redis.close();
    await rm(cacheDir, { recursive: true });
  });
  const { code, checks } = await doctor({
    CACHE_DIR: cacheDir,
    HF_ENDPOINT: `http://127.0.0.1:${await listening(hub)}`,
    REDIS_URL: `redis://127.0.0.1:${await listening(redis)}`,
    DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none`,
    // A provider that cannot be there.
    VK_DRIVER_FILES: '/nowhere/driver.json',
  });
  assert.equal(code, 0);
  assert.equal(checks['provider cpu'].status, 'ok');
  assert.match(checks['provider cpu'].found, /float32, float16/);
  assert.equal(checks['Node.js'].status, 'ok');
  assert.match(checks['model cache'].found, new RegExp(`^${cacheDir}, .* free$`));
  assert.match(checks['onnxruntime-node'].found, /^\d+\.\d+\.\d+, with cpu/);
  assert.equal(checks['model hub'].status, 'ok');
  assert.equal(checks.Redis.status, 'ok');
  assert.equal(checks.database.status, 'failed');
  assert.match(checks.database.fix!, /DATABASE_URL/);
  assert.equal(checks.tokenizers.status, 'ok');
  if (process.platform === 'linux') {
    assert.equal(checks['provider webgpu'].status, 'absent');
    assert.match(checks['provider webgpu'].fix!, /Vulkan/);
  }
  if (checks['provider cuda'].status !== 'ok') assert.match(checks['provider cuda'].fix!, /cuda12/);
});

test('a hub and a Redis that are away cost seconds, not the exit code', async () => {
  const silent = createTcpServer(() => {}); // accepts, and never answers
  const port = await listening(silent);
  const started = performance.now();
  const { code, checks } = await doctor({
    HF_ENDPOINT: `http://127.0.0.1:${port}`,
    REDIS_URL: `redis://127.0.0.1:${port}`,
  });
  silent.close();
  assert.equal(code, 0);
  assert.equal(checks['model hub'].status, 'absent');
  assert.equal(checks.Redis.status, 'failed');
  assert.match(checks.Redis.found, /no answer within 10 s/);
  assert.ok(performance.now() - started < 60_000);
});

test('for people it is a table, with what to do below', async () => {
  const { code, stdout } = await runCli(['doctor'], { env: { HF_ENDPOINT: 'http://127.0.0.1:1' } });
  assert.equal(code, 0);
  assert.match(stdout, /provider cpu +ok +works/);
  assert.match(stdout, /\nmodel hub: Check the network or HF_ENDPOINT/);
});

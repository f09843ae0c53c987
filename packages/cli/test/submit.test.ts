import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { runCli } from './run-cli.ts';

test('a dry run prints every check and the cost, and asks for nothing to be stored', async (t) => {
  const urls: string[] = [];
  const found = { title: 'x', pointer: null };
  const answer = {
    accepted: false,
    checks: [
      { ...found, check: 'repository', outcome: 'passed', code: null, detail: '4 files', fix: null },
      {
        ...found,
        check: 'weights',
        outcome: 'failed',
        code: 'WEIGHTS_TOO_LARGE',
        detail: 'too many',
        fix: 'Take less.',
      },
    ],
    estimate: { readBytes: 2048, parameters: 1, tokens: 1, memoryBytes: null, seconds: 1.5, basis: 'constants' },
  };
  const server = createServer(async (request, response) => {
    urls.push(String(request.url));
    for await (const _ of request);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout, stderr } = await runCli(['submit', 'a/b', '--dry-run', '--url', url]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(urls, ['/v1/evaluations?dryRun=true']);
  assert.match(stdout, /repository +passed +4 files/);
  assert.match(stdout, /weights +failed +WEIGHTS_TOO_LARGE/);
  assert.match(stdout, /too many\. Take less\./);
  assert.match(stdout, /2\.00 KiB\n.*not known\n.*1\.5 \(by measured constants\)\n\nIt would be refused\./);
  const json = await runCli(['submit', 'a/b', '--dry-run', '--json', '--url', url]);
  assert.deepEqual(JSON.parse(json.stdout), answer);
});

test('submit sends the options of a perplexity and of a trace as fields of the request, and none that were not given', async (t) => {
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(JSON.parse(body));
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"1"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = ['--corpus', 'books', '--limit', '5', '--mode', 'transformers-guide', '--bos', 'never'];
  const windows = ['--max-length', '64', '--stride', '32'];
  const choices = ['--controls', '0', '--match-variant', 'both', '--match-metric', 'l2', '--threshold', '1e-9'];
  for (const args of [
    [],
    ['--base', 'c/d'],
    ['--base', 'c/d', '--compare', ...options, ...windows],
    ['--base', 'c/d', '--tasks', 'trace', ...choices, '--blocks', '0:0,2:1'],
  ]) {
    const { code, stderr } = await runCli(['submit', 'a/b', ...args, '--url', url]);
    assert.equal(code, 0, stderr);
  }
  assert.deepEqual(bodies, [
    { model: 'a/b', tasks: ['perplexity'] },
    { model: 'a/b', base: 'c/d', tasks: ['perplexity', 'trace'] },
    {
      model: 'a/b',
      base: 'c/d',
      tasks: ['perplexity'],
      perplexity: {
        ...{ corpus: 'books', limit: 5, mode: 'transformers-guide', maxLength: 64, stride: 32, bos: 'never' },
        compareWithBase: true,
      },
    },
    {
      model: 'a/b',
      base: 'c/d',
      tasks: ['trace'],
      trace: {
        ...{ controls: 0, matchVariant: 'both', matchMetric: 'l2', thresholdLog10P: -9 },
        blocks: [
          [0, 0],
          [2, 1],
        ],
      },
    },
  ]);
});

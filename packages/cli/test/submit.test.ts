import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { runCli } from './run-cli.ts';

test('submit sends the options of a perplexity as fields of the request, and none that were not given', async (t) => {
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
  for (const args of [[], ['--base', 'c/d'], ['--base', 'c/d', '--compare', ...options, ...windows]]) {
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
  ]);
});

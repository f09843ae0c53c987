import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { checkWebhookUrl } from './check-webhook-url.ts';
import { isPrivateAddress } from './private-address.ts';
import { webhookRetryDelay } from './retry-delay.ts';
import { sendWebhook } from './send-webhook.ts';
import { isWebhookSecret, newWebhookSecret, webhookHeaders } from './signature.ts';

test('the library of Standard Webhooks verifies what is signed, by the new secret and by the one before', () => {
  const [secret, before] = [newWebhookSecret(), newWebhookSecret()];
  const body = JSON.stringify({ type: 'evaluation.succeeded', text: 'naïve 🤖' });
  const headers = webhookHeaders({ id: 'a', timestamp: new Date(), body, secrets: [secret, before] });
  for (const each of [secret, before]) assert.deepEqual(new Webhook(each).verify(body, headers), JSON.parse(body));
  assert.throws(() => new Webhook(newWebhookSecret()).verify(body, headers));
  assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
  assert.throws(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'b' }));
  const old = webhookHeaders({ id: 'a', timestamp: new Date(Date.now() - 600_000), body, secrets: [secret] });
  assert.throws(() => new Webhook(secret).verify(body, old));
});

test('secrets are whsec_ and 24 to 64 bytes in base64', () => {
  assert.ok(isWebhookSecret(newWebhookSecret()));
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
  assert.deepEqual(
    [23, 24, 64, 65].map((bytes) => isWebhookSecret(of(bytes))),
    [false, true, true, false],
  );
  for (const text of ['', 'whsec_', of(32).slice(6), `${of(32)}\n`, `${of(24)}=`])
    assert.equal(isWebhookSecret(text), false);
});

test('tries are spread over 24 hours', () => {
  const delays = Array.from({ length: 8 }, (_, i) => webhookRetryDelay(i + 1, () => 0));
  const hour = 3_600_000;
  assert.deepEqual(delays, [5_000, 300_000, hour / 2, 2 * hour, 5 * hour, 8 * hour, 8 * hour, null]);
  const total = delays.reduce<number>((sum, delay) => sum + (delay ?? 0), 0);
  assert.ok(total > 23 * hour && total <= 24 * hour);
  assert.equal(
    webhookRetryDelay(1, () => 1),
    4_000,
  );
});

test('addresses that are not of the public internet', () => {
  const hidden = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '192.0.0.192'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      'fc00::1',
      'fd00:ec2::254',
    ],
    ...['fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001:0:7f00:1::', 'localhost', ''],
  ];
  for (const address of hidden) assert.ok(isPrivateAddress(address), address);
  const shown = ['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '2606:4700::1111'];
  for (const address of shown) assert.equal(isPrivateAddress(address), false, address);
});

test('urls that may not be called', () => {
  const forbidden = [
    ...[
      'http://example.com/',
      'ftp://example.com/',
      'example.com',
      'https://user:pass@example.com/',
      'file:///etc/passwd',
    ],
    ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://017700000001/', 'https://[::1]/'],
    ...[
      'https://[::ffff:169.254.169.254]/',
      'https://169.254.169.254/latest/meta-data',
      'https://0/',
      'https://127.1/',
    ],
  ];
  for (const url of forbidden)
    assert.throws(() => checkWebhookUrl(url, { allowPrivate: false }), { code: 'WEBHOOK_URL_FORBIDDEN' }, url);
  assert.equal(checkWebhookUrl('https://example.com/x', { allowPrivate: false }).host, 'example.com');
  assert.equal(checkWebhookUrl('http://127.0.0.1:1/', { allowPrivate: true }).port, '1');
  assert.throws(() => checkWebhookUrl('ftp://127.0.0.1/', { allowPrivate: true }), { code: 'WEBHOOK_URL_FORBIDDEN' });
});

test('a name is checked where it is connected to: one that leads elsewhere the second time gains nothing', async (t) => {
  let connections = 0;
  const server = createServer((_, response) => void response.end()).listen(0, '127.0.0.1');
  server.on('connection', () => connections++);
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  // First public (a network for documentation would be refused: 192.0.2.0/24), as for a check; then where nobody may.
  const answers = [['93.184.216.34'], ['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], []];
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    asked.push(hostname);
    const found = answers.shift()!;
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const send = () =>
    sendWebhook({
      ...{ url: `https://rebinding.example:${port}/`, headers: {}, body: '{}', allowPrivate: false, lookup },
      timeoutMs: 500,
    });
  // Nothing of this network gets there, or nobody answers in this time: whatever it is, it is not refused by us.
  await assert.rejects(send(), (error: { code?: string }) => error.code !== 'WEBHOOK_URL_FORBIDDEN');
  for (let i = 0; i < 4; i++) await assert.rejects(send(), { code: 'WEBHOOK_URL_FORBIDDEN' });
  assert.deepEqual([asked.length, connections], [5, 0]);
});

test('redirects are not followed, long answers not read, silent ones not waited for', async (t) => {
  const paths: string[] = [];
  let written = 0;
  const server = createServer((request, response) => {
    paths.push(request.url!);
    if (request.url === '/redirect') response.writeHead(302, { location: '/other' }).end();
    else if (request.url === '/stalled') response.writeHead(200, { 'content-length': 10 }).write('x');
    else if (request.url === '/cut') response.writeHead(200).write('x', () => response.destroy());
    else if (request.url === '/endless') {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
        response.once('drain', more);
      };
      more();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (path: string) =>
    sendWebhook({ url: base + path, headers: {}, body: '{}', allowPrivate: true, timeoutMs: 300 });
  assert.equal(await send('/redirect'), 302);
  assert.equal(await send('/endless'), 200);
  assert.ok(written < 64 * 2 ** 20, `${written} bytes`);
  // What has a status is answered.
  assert.equal(await send('/stalled'), 200);
  assert.equal(await send('/cut'), 200);
  await assert.rejects(send('/silent'), { name: 'AbortError' });
  assert.deepEqual(paths, ['/redirect', '/endless', '/stalled', '/cut', '/silent']);
});

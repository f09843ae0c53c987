import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecretBox } from '@model-trace/core/secrets';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ModelAccess } from '../src/evaluations/model-access.ts';
import { fakeModels } from './fake-models.ts';
import { testApp } from './test-app.ts';

type Node = { [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function* nodes(value: unknown): Generator<Node> {
  if (!isNode(value)) return;
  yield value;
  for (const child of Object.values(value)) yield* nodes(child);
}

test('the document is valid OpenAPI 3.1 and describes every route', async (t) => {
  const { app } = await testApp(t);
  const document = (await app.inject('/openapi.json')).json();
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors, null, 2));
  assert.match(document.openapi, /^3\.1\./);
  assert.deepEqual(Object.keys(document.paths).sort(), [
    '/config.json',
    '/health/live',
    '/health/ready',
    '/v1/admin/queue',
    '/v1/admin/queue:drain',
    '/v1/admin/queue:pause',
    '/v1/admin/queue:resume',
    '/v1/bases',
    '/v1/bases/{id}',
    '/v1/corpora',
    '/v1/errors',
    '/v1/evaluations',
    '/v1/evaluations/{id}',
    '/v1/evaluations/{id}/cancel',
    '/v1/evaluations/{id}/events',
    '/v1/evaluations/{id}/retry',
    '/v1/evaluations:batch',
    '/v1/evaluations:export',
    '/v1/events',
    '/v1/leaderboard',
    '/v1/lineage',
    '/v1/scans',
    '/v1/tasks',
    '/v1/webhooks',
    '/v1/webhooks/{id}',
    '/v1/webhooks/{id}/deliveries',
    '/v1/webhooks/{id}/deliveries/{deliveryId}/replay',
    '/v1/webhooks/{id}/rotate',
  ]);
  const operations = [...nodes(document.paths)].filter((node) => 'responses' in node);
  const ids = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(ids).size, operations.length);
  for (const { operationId, responses } of operations as { operationId: string; responses: Node }[]) {
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400) continue;
      const { content } = response as { content: Node };
      assert.deepEqual(Object.keys(content), ['application/problem+json'], `${operationId} ${status}`);
    }
  }
});

test('every reference resolves and every example fits its schema', async (t) => {
  const { app } = await testApp(t);
  const document = (await app.inject('/openapi.json')).json();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv as never);
  ajv.addSchema(document, 'document');
  for (const { $ref } of nodes(document)) {
    if (typeof $ref === 'string') assert.ok(ajv.getSchema(`document${$ref}`), $ref);
  }
  let examples = 0;
  const check = (schema: object, example: unknown) => {
    const own = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
    assert.ok(ajv.validate(own, example), `${JSON.stringify(example)}: ${ajv.errorsText()}`);
    examples++;
  };
  for (const node of nodes(document)) {
    // A schema with examples; a media type or parameter with one beside its schema.
    if (Array.isArray(node.examples)) for (const example of node.examples) check(node, example);
    else if (isNode(node.schema) && isNode(node.examples))
      for (const example of Object.values(node.examples)) check(node.schema, (example as Node).value);
    else if (isNode(node.schema) && 'example' in node) check(node.schema, node.example);
  }
  assert.ok(examples >= 5, `only ${examples} examples found`);
});

test('every example of a body is accepted and answered as documented', async (t) => {
  const models: ModelAccess = {
    open: (id, options) => fakeModels.open(id === 'owner/adapter' ? 'an/adapter' : id, options),
  };
  const { app } = await testApp(t, { models, secrets: createSecretBox([Buffer.alloc(32)]) });
  const document = (await app.inject('/openapi.json')).json();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv as never);
  ajv.addSchema(document, 'document');
  const example = (name: string, parameters: Node[] = []): string | undefined =>
    parameters.find((parameter) => parameter.name === name)?.example as string | undefined;
  let sent = 0;
  for (const [path, operations] of Object.entries(document.paths as Record<string, Record<string, Node>>)) {
    const { post } = operations as { post?: { requestBody?: Node; parameters: Node[]; responses: Node } };
    if (post?.requestBody === undefined) continue;
    const { example: only, examples } = (post.requestBody.content as Record<string, Node>)['application/json'];
    const bodies = examples ? Object.values(examples).map((each) => (each as Node).value) : [only];
    for (const payload of bodies) {
      const headers = {
        ...(path.startsWith('/v1/evaluations') && {
          'cancel-after': example('cancel-after', post.parameters)!,
          'idempotency-key': `${example('idempotency-key', post.parameters)!}-${sent}`,
        }),
      };
      const response = await app.inject({ method: 'POST', url: path, headers, payload: payload as object });
      const documented = post.responses[response.statusCode] as { content: Record<string, { schema: object }> };
      assert.ok(response.statusCode < 300 && documented, `${path} ${JSON.stringify(payload)}: ${response.body}`);
      const answer = JSON.parse(
        JSON.stringify(documented.content['application/json'].schema).replaceAll('"#/', '"document#/'),
      );
      assert.ok(ajv.validate(answer, response.json()), `${path}: ${ajv.errorsText()}`);
      sent++;
    }
  }
  assert.ok(sent >= 6, `only ${sent} examples sent`);
});

test('the documentation page loads nothing from another origin', async (t) => {
  const { app } = await testApp(t);
  const page = await app.inject('/docs');
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /https?:|\*/);
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
  assert.ok(sources.length >= 5);
  for (const source of sources) {
    assert.match(source, /^\/docs\//);
    assert.equal((await app.inject(source)).statusCode, 200, source);
  }
  const initializer = (await app.inject('/docs/static/swagger-initializer.js')).body;
  assert.match(initializer, /validatorUrl: null/);
});

test('every code has an entry on the page that problems point to', async (t) => {
  const { app } = await testApp(t);
  const { items } = (await app.inject('/v1/errors')).json();
  const page = await app.inject('/docs/errors');
  assert.match(String(page.headers['content-type']), /^text\/html/);
  for (const { code, type } of items) {
    assert.equal(type, `/docs/errors#${code}`);
    assert.ok(page.body.includes(`id="${code}"`), code);
    const row = page.body.split(`id="${code}"`)[1].split('\n')[0].split('<td>');
    assert.ok(row.length === 6 && row.every((cell) => cell.trim() !== ''), row.join());
  }
});

test('the front page leads to the documentation', async (t) => {
  const { app } = await testApp(t);
  const response = await app.inject('/');
  assert.deepEqual([response.statusCode, response.headers.location], [302, '/docs']);
});

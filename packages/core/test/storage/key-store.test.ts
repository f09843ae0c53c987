import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createKeyStore } from '@model-trace/core/storage';
import { executeSql, testDatabase } from '../services.ts';

test('a key is found by its text until it is revoked, and only its SHA-256 is stored', async (t) => {
  const connectionString = await testDatabase(t);
  const keys = createKeyStore({ connectionString });
  t.after(() => keys.close());
  const { key, text } = await keys.create({ name: 'lab', scopes: ['submit', 'read', 'read'], submissionsPerDay: 7 });
  assert.match(text, /^mt_[0-9A-Za-z]{46}$/);
  assert.deepEqual([key.name, key.scopes, key.submissionsPerDay], ['lab', ['submit', 'read'], 7]);
  assert.deepEqual(await keys.find(text), key);

  const { rows } = await executeSql(connectionString, 'select * from api_keys');
  assert.equal(rows[0].hash.toString('hex'), createHash('sha256').update(text).digest('hex'));
  assert.ok(!JSON.stringify(rows).includes(text.slice(8)));
  assert.equal(rows[0].prefix, text.slice(0, 8));

  assert.ok((await keys.revoke(key.id))?.revokedAt);
  assert.equal(await keys.find(text), null);
  const [again, listed] = [await keys.revoke(key.id), await keys.list()];
  assert.deepEqual(listed, [again]);
  for (const unknown of ['00000000-0000-7000-8000-000000000000', 'no id'])
    assert.equal(await keys.revoke(unknown), null, unknown);
});

test('whatever is not exactly a key finds nothing, most of it without a query', async (t) => {
  const keys = createKeyStore({ connectionString: await testDatabase(t) });
  t.after(() => keys.close());
  const { text } = await keys.create({ name: 'x', scopes: ['read'] });
  for (const other of ['', 'mt_', text.slice(0, -1), `${text}0`, text.toLowerCase(), text.replace('mt_', 'xx_')])
    assert.equal(await keys.find(other), null, other);
  // A database that is away is noticed only by texts that may be keys.
  const nowhere = createKeyStore({ connectionString: 'postgres://postgres@127.0.0.1:1/nowhere' });
  t.after(() => nowhere.close());
  const changed = text.slice(0, 20) + (text[20] === 'a' ? 'b' : 'a') + text.slice(21);
  assert.equal(await nowhere.find(changed), null);
  await assert.rejects(nowhere.find(text), { code: 'UNAVAILABLE' });
});

test('use is noted at most once a minute', async (t) => {
  const connectionString = await testDatabase(t);
  const keys = createKeyStore({ connectionString });
  t.after(() => keys.close());
  const { key } = await keys.create({ name: 'x', scopes: ['read'] });
  const used = async () => (await keys.list())[0].lastUsedAt;
  assert.equal(await used(), null);
  await keys.touch(key.id);
  const first = await used();
  assert.ok(first);
  await keys.touch(key.id);
  assert.deepEqual(await used(), first);
  await executeSql(connectionString, `update api_keys set last_used_at = now() - interval '61 seconds'`);
  await keys.touch(key.id);
  assert.ok((await used())! >= first);
});

test('10,000 keys differ and use all 62 digits alike', async () => {
  const { newKeyText } = await import('../../src/storage/key-text.ts');
  const texts = Array.from({ length: 10_000 }, newKeyText);
  assert.equal(new Set(texts).size, texts.length);
  const counts = new Map<string, number>();
  for (const text of texts) for (const digit of text.slice(3, 43)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const expected = (10_000 * 40) / 62;
  // 6 standard deviations of a binomial count: one in 8 million runs by chance.
  const sigma = Math.sqrt(expected * (1 - 1 / 62));
  assert.equal(counts.size, 62);
  for (const [digit, count] of counts) assert.ok(Math.abs(count - expected) < 6 * sigma, `${digit}: ${count}`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUuid, uuidV7 } from './uuid-v7.ts';

test('ids order by creation, also within a millisecond and after the clock was set back', () => {
  const now = Date.now() + 1_000_000;
  const ids = [...Array.from({ length: 10_000 }, () => uuidV7(now)), uuidV7(now - 5_000), uuidV7(now + 60_000)];
  assert.deepEqual(ids, [...ids].sort());
  assert.equal(new Set(ids).size, ids.length);
});

test('ids have the version, variant and time of RFC 9562', () => {
  // Later than what the first test used up; the time is the first 48 bits.
  const time = Date.parse('2100-01-01T00:00:00Z');
  const id = uuidV7(time);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), time);
});

test('only the usual spelling is an id', () => {
  assert.ok(isUuid('01890000-0000-7000-8000-000000000000'));
  for (const other of ['', '01890000000070008000000000000000', '{01890000-0000-7000-8000-000000000000}', 'x']) {
    assert.equal(isUuid(other), false);
  }
});

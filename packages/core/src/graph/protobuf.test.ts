import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesField, floatField, integerField, messageField, stringField } from './protobuf.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

// The examples of https://protobuf.dev/programming-guides/encoding/
test('fields are encoded as the Protocol Buffers guide shows', () => {
  assert.equal(hex(integerField(1, 150)), '089601');
  assert.equal(hex(integerField(1, -2)), '08feffffffffffffffff01');
  assert.equal(hex(stringField(2, 'testing')), '120774657374696e67');
  assert.equal(hex(messageField(3, [integerField(1, 150)])), '1a03089601');
});

test('floats are fixed32 and little-endian, field numbers above 15 take two bytes', () => {
  assert.equal(hex(floatField(2, 1)), '150000803f');
  assert.equal(hex(integerField(20, 1)), 'a00101');
});

test('long contents have long lengths', () => {
  const field = bytesField(1, new Uint8Array(300));
  assert.equal(hex(field.subarray(0, 3)), '0aac02');
  assert.equal(field.length, 303);
});

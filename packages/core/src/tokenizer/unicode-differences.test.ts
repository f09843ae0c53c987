import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unicodeVersion } from './unicode-differences.ts';

test('the tables were written for the Unicode version of this Node', () => {
  assert.equal(
    process.versions.unicode,
    unicodeVersion,
    'run tools/reference/probe_unicode.py and its companion again',
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizer } from './normalizer.ts';
import { compilePattern, type SplitBehavior, splitter } from './split-pattern.ts';

const text = 'a bx👍é';
const characters = 'a| |b|x|👍|é';

/** What `pre_tokenizers.Split(pattern, behavior, invert).pre_tokenize_str('a bx👍é')` of tokenizers 0.23.3 gives, joined by "|". */
const splits: [pattern: { String: string } | { Regex: string }, SplitBehavior, invert: boolean, expected: string][] = [
  [{ String: '' }, 'Isolated', false, characters],
  [{ String: '' }, 'Isolated', true, characters],
  [{ String: '' }, 'Removed', false, characters],
  [{ String: '' }, 'Removed', true, ''],
  [{ String: '' }, 'MergedWithPrevious', false, characters],
  [{ String: '' }, 'MergedWithNext', true, characters],
  [{ String: '' }, 'Contiguous', false, characters],
  [{ Regex: 'x*' }, 'Isolated', false, characters],
  [{ Regex: 'x*' }, 'Removed', false, 'a| |b|👍|é'],
  [{ Regex: 'x*' }, 'Removed', true, 'x'],
  [{ Regex: 'x*' }, 'MergedWithPrevious', false, 'a| |bx|👍|é'],
  [{ Regex: 'x*' }, 'MergedWithPrevious', true, 'a| |b|x👍|é'],
  [{ Regex: 'x*' }, 'MergedWithNext', false, 'a| |b|x👍|é'],
  [{ Regex: 'x*' }, 'Contiguous', true, characters],
  [{ Regex: '(?=b)' }, 'Isolated', false, 'a |bx👍é'],
  [{ Regex: '(?<=b)|b' }, 'Isolated', false, 'a |b|x👍é'],
  [{ Regex: '(?<=b)|b' }, 'MergedWithPrevious', false, 'a b|x👍é'],
];

test('a match without characters cuts, as in the library', () => {
  for (const [pattern, behavior, invert, expected] of splits) {
    const parts = splitter(compilePattern(pattern), behavior, invert)(text).filter((part) => part !== '');
    assert.equal(parts.join('|'), expected, JSON.stringify([pattern, behavior, invert]));
  }
});

test('replacing nothing puts the content between all characters, as `normalizers.Replace` of tokenizers 0.23.3', () => {
  const replace = (pattern: unknown) => normalizer({ type: 'Replace', pattern, content: '-' });
  assert.equal(replace({ String: '' })('a b'), '-a- -b-');
  assert.equal(replace({ Regex: 'x*' })('axxb'), '-a-b-');
  assert.equal(replace({ String: '' })(''), '');
});

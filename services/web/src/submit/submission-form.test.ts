import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiError, DryRun } from '@model-trace/client';
import { fieldMessages, initialForm, requestOf } from './submission-form.ts';

const form = initialForm({ model: ' owner/name ' }, { defaultBase: 'openai-community/gpt2' });

test('a request has only what its tasks read', () => {
  assert.deepEqual(requestOf(form), {
    model: 'owner/name',
    tasks: ['perplexity', 'trace'],
    base: 'openai-community/gpt2',
  });
  const noTrace = {
    ...form,
    matchings: true,
    trace: false,
    statistics: ['csu'],
    baseRevision: 'x',
    weightsBase: 'ignored',
    dtype: 'float16' as const,
  };
  assert.deepEqual(requestOf(noTrace), { model: 'owner/name', tasks: ['perplexity'], dtype: 'float16' });
  const noPerplexity = {
    ...form,
    perplexity: false,
    dtype: 'float16' as const,
    corpus: 'c',
    statistics: ['match'],
    matchings: true,
  };
  assert.deepEqual(requestOf(noPerplexity), {
    ...{ model: 'owner/name', tasks: ['trace'], base: 'openai-community/gpt2', statistics: ['match'], matchings: true },
  });
  const adapter = {
    ...form,
    weightType: 'adapter' as const,
    weightsBase: 'a/b',
    revision: ' v1 ',
    trace: false,
    corpus: 'c',
  };
  assert.deepEqual(requestOf(adapter), {
    ...{ model: 'owner/name', revision: 'v1', tasks: ['perplexity'], weightType: 'adapter', weightsBase: 'a/b' },
    perplexity: { corpus: 'c' },
  });
});

test('without a model or a task there is nothing to ask', () => {
  assert.equal(requestOf({ ...form, model: '  ' }), null);
  assert.equal(requestOf({ ...form, perplexity: false, trace: false }), null);
});

test('what is wrong stands at its field, the first of several', () => {
  const check = (pointer: string | null, detail: string, outcome = 'failed') => ({
    pointer,
    detail,
    outcome,
    fix: null,
  });
  const dryRun = {
    checks: [
      check('/model', 'first'),
      check('/model', 'second'),
      check('/base', 'skipped', 'skipped'),
      check(null, 'whole'),
    ],
  } as unknown as DryRun;
  assert.deepEqual(fieldMessages({ dryRun }), {
    model: { detail: 'first', fix: null, kind: 'error' },
    form: { detail: 'whole', fix: null, kind: 'error' },
  });
  const error = {
    errors: [{ pointer: '/perplexity/corpus', detail: 'x' }],
    fix: 'y',
    detail: 'z',
  } as unknown as ApiError;
  assert.deepEqual(fieldMessages({ error }), { corpus: { detail: 'x', fix: 'y', kind: 'error' } });
  assert.deepEqual(fieldMessages({ error: { errors: [], detail: 'z' } as unknown as ApiError }).form?.detail, 'z');
  assert.deepEqual(
    Object.keys(fieldMessages({ error: { errors: [{ pointer: '/constructor', detail: '' }] } as never })),
    ['form'],
  );
});

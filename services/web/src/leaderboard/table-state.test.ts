import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFiltered, queryOf, readTableState, writeTableState } from './table-state.ts';

const full = {
  ...{ q: 'gpt', verdict: 'derived', type: 'adapter', size: '1b-4b', dtype: 'BF16', sort: '-parameters' },
  ...{ license: 'mit', columns: 'model,trace', plot: 'off' },
};

test('an address read and written is the same address', () => {
  assert.deepEqual(writeTableState(readTableState(full)), full);
  const plain = Object.values(writeTableState(readTableState({})));
  assert.deepEqual(
    plain.filter((value) => value !== undefined),
    [],
  );
});

test('what is not known in an address is left out', () => {
  const nonsense = {
    verdict: 'guilty',
    type: 'x',
    size: 'constructor',
    sort: '-toString',
    columns: 'x,__proto__',
    plot: '1',
  };
  assert.deepEqual(readTableState(nonsense), { ...readTableState({}), order: 'desc' });
});

test('the model is among the columns, which keep their order', () => {
  assert.deepEqual(readTableState({ columns: 'commit,perplexity' }).columns, ['model', 'perplexity', 'commit']);
});

test('a query has what the service filters and sorts by, and nothing else', () => {
  assert.deepEqual(queryOf(readTableState(full)), {
    ...{ sort: 'parameters', order: 'desc', search: 'gpt', verdict: 'derived', weightType: 'adapter', dtype: 'BF16' },
    ...{ license: 'mit', parametersFrom: 1e9, parametersBelow: 4e9 },
  });
  assert.deepEqual(queryOf(readTableState({ sort: '-bitsPerByte', q: '  ', size: 'over-40b' })), {
    parametersFrom: 40e9,
  });
});

test('only what takes rows away is a filter', () => {
  assert.equal(isFiltered(readTableState({ sort: 'trace', columns: 'commit', plot: 'on', q: ' ' })), false);
  for (const [name, value] of Object.entries({
    q: 'x',
    verdict: 'derived',
    type: 'delta',
    size: '1b-4b',
    dtype: 'F16',
    license: 'mit',
  }))
    assert.equal(isFiltered(readTableState({ [name]: value })), true);
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ModelTraceError } from '../../errors.ts';
import { unpickle } from './unpickle.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const load = (text: string) => unpickle(bytes(text), 'x.bin');
const str = (text: string) => `\x8c${String.fromCharCode(text.length)}${text}`;
const fails = (text: string, code: string, says: RegExp) =>
  assert.throws(
    () => load(text),
    (error: unknown) => {
      assert.ok(error instanceof ModelTraceError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, says);
      return true;
    },
  );

/** (storage, offset, shape, strides, requires_grad, hooks) -> a tensor. */
const storage = `(${str('storage')}ctorch\nFloatStorage\n${str('0')}${str('cpu')}K\x06tQ`;
const hooks = 'ccollections\nOrderedDict\n)R';
const tensor = ({ offset = 'K\0', shape = 'K\x02K\x03\x86', strides = 'K\x03K\x01\x86' } = {}) =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${offset}${shape}${strides}\x89${hooks}tR`;
const stateDict = `\x80\x02}(${str('w')}${tensor()}${str('v')}q\x01ctorch._utils\n_rebuild_parameter\n(${tensor()}\x88${hooks}tRu.`;

describe('a pickle of tensors', () => {
  it('gives plain data', () => {
    const dict = load(stateDict);
    assert.ok(typeof dict === 'object' && dict !== null && 'kind' in dict && dict.kind === 'dict');
    const w = {
      kind: 'tensor',
      storage: { kind: 'storage', key: '0', dtype: 'F32', elements: 6 },
      dtype: 'F32',
      offset: 0,
      shape: [2, 3],
      strides: [3, 1],
    };
    assert.deepEqual(dict.entries.get('w'), w);
    assert.deepEqual(dict.entries.get('v'), { kind: 'parameter', data: w });
  });

  it('may hold numbers, strings, lists and tuples beside', () => {
    const cases: [string, unknown][] = [
      ['K\x07.', 7],
      ['M\x01\x02.', 513],
      ['J\xfe\xff\xff\xff.', -2],
      ['\x8a\x02\x00\x80.', -32768],
      ['\x8a\x00.', 0],
      ['\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01.', 2n ** 64n],
      ['G\x3f\xf8\0\0\0\0\0\0.', 1.5],
      ['X\x02\0\0\0\xc3\xa9.', 'é'],
      ['N.', null],
      ['\x88.', true],
      [
        ')K\x01\x85\x86.',
        {
          kind: 'tuple',
          items: [
            { kind: 'tuple', items: [] },
            { kind: 'tuple', items: [1] },
          ],
        },
      ],
      ['](K\x01K\x02eK\x03a.', { kind: 'list', items: [1, 2, 3] }],
      ['K\x01K\x020.', 1],
    ];
    for (const [text, value] of cases) assert.deepEqual(load(text), value);
  });

  it('may contain itself, as Python lets it', () => {
    const list = load(']q\0h\0a.');
    assert.ok(typeof list === 'object' && list !== null && 'kind' in list && list.kind === 'list');
    assert.equal(list.items[0], list);
  });
});

describe('what no weights need is refused by its name', () => {
  const command = `${str('true')}\x85R`;
  const cases: [title: string, pickle: string, says: RegExp][] = [
    ['GLOBAL', `cos\nsystem\n${command}.`, /\bos\.system\b/],
    ['GLOBAL that is never called', '}cbuiltins\neval\n0.', /builtins\.eval/],
    ['STACK_GLOBAL', `${str('os')}${str('system')}\x93${command}.`, /\bos\.system\b/],
    [
      'STACK_GLOBAL of strings from the memo',
      `${str('system')}q\x010${str('os')}q\x020h\x02h\x01\x93.`,
      /\bos\.system\b/,
    ],
    ['a name in a nested dict', `}${str('a')}}${str('b')}](cposix\nsystem\n${command}essu.`, /posix\.system/],
    [
      'a name that is dotted',
      `${str('collections')}${str('OrderedDict.fromkeys')}\x93.`,
      /collections\.OrderedDict\.fromkeys/,
    ],
    ['a property of every object', 'c__proto__\nconstructor\n.', /__proto__\.constructor/],
    ['a property of a table', 'ctorch\n__proto__\n.', /torch\.__proto__/],
    ['an odd name', 'cos\nsys\x1b[2Jtem\n.', /"os\.sys\\u001b\[2Jtem"/],
    ['a module of torch that loads', 'ctorch.hub\nload\n.', /torch\.hub\.load/],
    ['INST', '(ios\nsystem\n.', /os\.system \(INST\)/],
    ['OBJ', '(ccollections\nOrderedDict\no.', /collections\.OrderedDict \(OBJ\)/],
    ['OBJ of nothing', '(o.', /nothing \(OBJ\)/],
    ['NEWOBJ of a storage', 'ctorch\nFloatStorage\n)\x81.', /torch\.FloatStorage \(NEWOBJ\)/],
    ['NEWOBJ of a string', `${str('os')})\x81.`, /a string \(NEWOBJ\)/],
    ['NEWOBJ_EX', 'ccollections\nOrderedDict\n)}\x92.', /NEWOBJ_EX/],
    ['REDUCE of a storage class', 'ctorch\nFloatStorage\nK\x09\x85R.', /calls torch\.FloatStorage \(REDUCE\)/],
    ['REDUCE of a dtype', 'ctorch\nfloat32\n)R.', /calls torch\.float32/],
    ['REDUCE of a string', `${str('os.system')})R.`, /calls a string/],
    ['REDUCE of a dict', '})R.', /calls a dict/],
    ['REDUCE of a tensor', `${tensor()})R.`, /calls a tensor/],
    ['BUILD of a tensor', `${tensor()}}b.`, /state of a tensor \(BUILD\)/],
    ['BUILD of a list', ']}b.', /state of a list \(BUILD\)/],
    ['BUILD of a class', 'ccollections\nOrderedDict\n}b.', /state of collections\.OrderedDict \(BUILD\)/],
    ['EXT1', '\x82\x07.', /extension 7 \(EXT1\)/],
    ['EXT2', '\x83\x07\x01.', /extension 263 \(EXT2\)/],
    ['EXT4', '\x84\x07\0\0\0.', /extension 7 \(EXT4\)/],
    ['PERSID', 'P0\n.', /persistent object "?0"? \(PERSID\)/],
    ['a persistent id that is a string', `${str('storage')}Q.`, /no storage \(storage\)/],
    ['a persistent id that is a number', 'K\x01Q.', /no storage \(a number\)/],
    ['a persistent id of a module', `(${str('module')}NNNtQ.`, /no storage/],
    [
      'a storage of a class that is none',
      `(${str('storage')}ctorch\nfloat32\n${str('0')}${str('cpu')}K\x01tQ.`,
      /torch\.float32/,
    ],
    ['a storage of a string', `(${str('storage')}${str('x')}${str('0')}${str('cpu')}K\x01tQ.`, /a storage of a string/],
    ['a set', '\x8f.', /EMPTY_SET/],
    ['a buffer out of band', '\x97.', /NEXT_BUFFER/],
    ['text operations', 'I1\n.', /\bINT\b/],
    ['DUP', 'N2.', /\bDUP\b/],
    ['GET', 'g0\n.', /\bGET\b/],
  ];
  for (const [title, pickle, says] of cases) it(title, () => fails(pickle, 'PICKLE_FORBIDDEN', says));

  it('with the name among the details', () => {
    assert.throws(() => load('cos\nsystem\n.'), { details: { file: 'x.bin', name: 'os.system' } });
  });
});

describe('what is malformed', () => {
  const cases: [title: string, pickle: string, says: RegExp][] = [
    ['nothing', '', /ends too early/],
    ['no end', 'N', /ends too early/],
    ['an unknown operation', '\xff.', /0xff/],
    ['a protocol to come', '\x80\x06N.', /protocol 6/],
    ['a frame beyond the end', '\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffN.', /frame/],
    ['an empty stack', '.', /stack is empty/],
    ['two values', 'NN.', /left on the stack/],
    ['an open mark', 'N(N.', /left on the stack|stack is empty/],
    ['bytes behind the end', 'N.N', /1 bytes follow/],
    ['no mark', 'NNt.', /no mark/],
    ['a reach below the mark', 'N(\x85.', /stack is empty/],
    ['an unknown memory', 'h\x05.', /remembered as 5/],
    ['a string beyond the end', 'X\xff\xff\xff\xffabc.', /ends too early/],
    ['a string of 2^63 bytes', '\x8d\xff\xff\xff\xff\xff\xff\xff\x7fabc.', /ends too early/],
    ['a negative length', 'T\xff\xff\xff\xffabc.', /-1 bytes/],
    ['a string that is not UTF-8', 'X\x01\0\0\0\xff.', /UTF-8/],
    ['a long integer', `\x8a\xff${'\x7f'.repeat(255)}.`, /integer of 255 bytes/],
    ['a name without end', 'cos', /ends too early/],
    ['a name of 501 bytes', `c${'a'.repeat(501)}\nb\n.`, /501 bytes/],
    ['a global named by a number', `${str('os')}K\x01\x93.`, /not named by strings/],
    ['a key without value', '}(Nu.', /no value/],
    ['items of a list', '](NNu.', /set on a list/],
    ['values of a dict', '}Na.', /appended to a dict/],
    ['arguments that are no tuple', 'ccollections\nOrderedDict\nNR.', /arguments/],
    ['an OrderedDict of arguments', 'ccollections\nOrderedDict\n]\x85R.', /arguments/],
    ['a tensor of a string', `ctorch._utils\n_rebuild_tensor_v2\n(${str('x')}K\0))\x89${hooks}tR.`, /arguments/],
    ['a negative offset', `${tensor({ offset: 'J\xff\xff\xff\xff' })}.`, /arguments/],
    ['an offset of 2^60', `${tensor({ offset: '\x8a\x08\0\0\0\0\0\0\0\x10' })}.`, /arguments/],
    ['a fraction in a shape', `${tensor({ shape: 'G\x3f\xf8\0\0\0\0\0\0K\x01\x86' })}.`, /arguments/],
    ['fewer strides', `${tensor({ strides: 'K\x01\x85' })}.`, /arguments/],
    ['a shape that is a list', `${tensor({ shape: '](K\x02K\x03e' })}.`, /arguments/],
    [
      '65 dimensions',
      `${tensor({ shape: `(${'K\x01'.repeat(65)}t`, strides: `(${'K\x01'.repeat(65)}t` })}.`,
      /arguments/,
    ],
    ['hooks', `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0))\x89}${str('a')}NstR.`, /arguments/],
    ['a storage of negative size', `${storage.replace('K\x06', 'J\xff\xff\xff\xff')}.`, /-1 elements|malformed/],
    ['a storage with a number as key', `${storage.replace(str('0'), 'K\x01')}.`, /malformed/],
    ['a storage id that is longer', `${storage.replace('tQ', 'NtQ')}.`, /malformed/],
  ];
  for (const [title, pickle, says] of cases) it(title, () => fails(pickle, 'PICKLE_INVALID', says));

  it('wherever it is cut off', () => {
    for (let end = 0; end < stateDict.length; end++) fails(stateDict.slice(0, end), 'PICKLE_INVALID', /./);
  });
});

describe('what would take memory or time without bound', () => {
  const bombs: [title: string, pickle: string, says: RegExp][] = [
    ['operations', 'N0'.repeat(2_000_000), /3000000 operations/],
    ['dicts', '}0'.repeat(600_000), /500000 lists and dicts/],
    ['OrderedDicts', `ccollections\nOrderedDict\nq\0${'h\0)R0'.repeat(600_000)}`, /500000 lists and dicts/],
    ['tuples in tuples', `N${'\x85'.repeat(3_100_000)}`, /3000000 operations/],
    // 2^60 leaves if anything walked them.
    ['doubled tuples', `Nq\0${'h\0h\0\x86q\0'.repeat(60)}.`, /left on the stack/],
  ];
  for (const [title, pickle, says] of bombs) {
    // Seen: 0.2 s. What grows without bound never ends, on any machine.
    it(title, { timeout: 120_000 }, () => fails(pickle, 'PICKLE_INVALID', says));
  }
});

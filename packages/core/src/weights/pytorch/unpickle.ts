import { ModelTraceError } from '../../errors.ts';
import { quoteName } from '../parse-header.ts';
import { byteReader } from './byte-reader.ts';
import { opcodeNames } from './opcode-names.ts';
import { findCallable, isKind, isKnownGlobal, storageDtype } from './pickle-globals.ts';
import { describeValue, type PickleStorage, type PickleValue } from './pickle-value.ts';

/** A tensor takes about 35 operations, so this is some 80,000 tensors. Each makes at most one value of some 70 bytes. */
const maxOperations = 3_000_000;
/** A tensor takes one, for its hooks. 250 bytes each, even when empty. */
const maxContainers = 500_000;
/** 16 significant bytes are beyond any size or epoch; PyTorch writes 10 at most. */
const maxLongBytes = 16;
const maxNameBytes = 500;

/**
 * Reads a pickle that holds tensors: a machine with a stack and a memo that makes plain data. It knows the operations and
 * names that torch.save writes for state dicts (protocols 2 to 5) and refuses any other by its name; no name is looked up,
 * nothing of the file is ever called.
 * O(bytes) in time and memory, whatever the bytes are.
 * Source: CPython Lib/pickletools.py for the operations, torch/_weights_only_unpickler.py (2.13) for the choice.
 * @param file  for messages
 * @throws PICKLE_FORBIDDEN, PICKLE_INVALID
 */
export function unpickle(pickle: Uint8Array, file: string): PickleValue {
  const invalid = (what: string) =>
    new ModelTraceError('PICKLE_INVALID', `The pickle of ${file} is not valid at byte ${reader.at}: ${what}`, {
      details: { file, byte: reader.at },
      fix: 'Save the model again with torch.save or as safetensors, or fetch the file again.',
    });
  const forbidden = (name: string, what: string) =>
    new ModelTraceError('PICKLE_FORBIDDEN', `The pickle of ${file} ${what}, which no weights need`, {
      details: { file, name },
      fix: 'Do not load this file with Python if you do not trust it. Save the tensors alone, best as safetensors.',
    });
  const reader = byteReader(pickle, () => invalid('it ends too early'));
  const stack: PickleValue[] = [];
  /** Height of the stack where each open mark stands. */
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  let containers = 0;

  /** Values above the innermost mark belong to it: nothing below can be reached. */
  const floor = () => marks.at(-1) ?? 0;
  function pop(): PickleValue {
    if (stack.length <= floor()) throw invalid('the stack is empty');
    return stack.pop()!;
  }
  function top(): PickleValue {
    if (stack.length <= floor()) throw invalid('the stack is empty');
    return stack[stack.length - 1];
  }
  function popMark(): PickleValue[] {
    const mark = marks.pop();
    if (mark === undefined) throw invalid('there is no mark');
    return stack.splice(mark);
  }
  function text(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      throw invalid('a string is not UTF-8');
    }
  }
  function remember(index: number): void {
    memo.set(index, top());
  }
  function recall(index: number): PickleValue {
    const value = memo.get(index);
    if (value === undefined) throw invalid(`nothing is remembered as ${index}`);
    return value;
  }
  function knownGlobal(module: string, name: string): PickleValue {
    const path = `${module}.${name}`;
    if (!isKnownGlobal(path)) throw forbidden(path.slice(0, 200), `asks for ${cut(path)}`);
    return { kind: 'global', name: path };
  }
  function nameLine(): string {
    const line = reader.line();
    if (line.byteLength > maxNameBytes) throw invalid(`a name of ${line.byteLength} bytes`);
    return text(line);
  }
  function call(target: PickleValue, args: PickleValue, opcode: string): PickleValue {
    const callable = isKind(target, 'global') ? findCallable(target.name) : undefined;
    if (callable === undefined) {
      throw forbidden(describeValue(target), `calls ${describeValue(target)} (${opcode})`);
    }
    const result = isKind(args, 'tuple') ? callable(args.items) : null;
    if (result === null) throw invalid(`${describeValue(target)} does not take the arguments it is given`);
    return isKind(result, 'dict') ? container(result) : result;
  }
  function container<T extends PickleValue>(value: T): T {
    if (++containers > maxContainers) throw invalid(`it makes more than ${maxContainers} lists and dicts`);
    return value;
  }
  function setItems(items: readonly PickleValue[]): void {
    const dict = top();
    if (!isKind(dict, 'dict')) throw invalid(`items are set on ${describeValue(dict)}`);
    if (items.length % 2 !== 0) throw invalid('a key has no value');
    for (let i = 0; i < items.length; i += 2) dict.entries.set(items[i], items[i + 1]);
  }
  function append(items: readonly PickleValue[]): void {
    const list = top();
    if (typeof list !== 'object' || list === null || !('kind' in list) || list.kind !== 'list') {
      throw invalid(`values are appended to ${describeValue(list)}`);
    }
    for (const item of items) list.items.push(item);
  }
  /** ('storage', class, key, location, elements) */
  function storage(id: PickleValue): PickleStorage {
    const [type, cls, key, , elements, ...rest] = isKind(id, 'tuple') ? id.items : [];
    if (type !== 'storage') {
      const shown = typeof id === 'string' ? cut(id) : describeValue(type ?? id);
      throw forbidden(shown, `asks for a persistent object that is no storage (${shown})`);
    }
    const dtype = isKind(cls, 'global') ? storageDtype(cls.name) : undefined;
    if (dtype === undefined) throw forbidden(describeValue(cls), `makes a storage of ${describeValue(cls)}`);
    if (typeof key !== 'string' || typeof elements !== 'number' || rest.length > 0)
      throw invalid('a storage id is malformed');
    if (!Number.isSafeInteger(elements) || elements < 0) throw invalid(`a storage has ${elements} elements`);
    return { kind: 'storage', key, dtype, elements };
  }
  function long(length: number): number | bigint {
    if (length > maxLongBytes) throw invalid(`an integer of ${length} bytes`);
    let value = 0n;
    const bytes = reader.bytes(length);
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    if (length > 0) value = BigInt.asIntN(8 * length, value);
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  }
  /** Length of 8 bytes: more than what is left is caught by the reader. */
  const wideLength = () => Number(reader.uint64());

  for (let operations = 0; operations < maxOperations; operations++) {
    const code = reader.uint8();
    const name = opcodeNames[code];
    switch (name) {
      case 'PROTO': {
        const protocol = reader.uint8();
        if (protocol > 5) throw invalid(`protocol ${protocol}`);
        break;
      }
      case 'FRAME':
        if (wideLength() > reader.left) throw invalid('a frame is longer than the pickle');
        break;
      case 'STOP': {
        const value = pop();
        if (stack.length > 0 || marks.length > 0) throw invalid('values are left on the stack');
        if (reader.left > 0) throw invalid(`${reader.left} bytes follow its end`);
        return value;
      }
      case 'MARK':
        marks.push(stack.length);
        break;
      case 'POP':
        pop();
        break;
      case 'NONE':
        stack.push(null);
        break;
      case 'NEWTRUE':
        stack.push(true);
        break;
      case 'NEWFALSE':
        stack.push(false);
        break;
      case 'BININT':
        stack.push(reader.int32());
        break;
      case 'BININT1':
        stack.push(reader.uint8());
        break;
      case 'BININT2':
        stack.push(reader.uint16());
        break;
      case 'LONG1':
        stack.push(long(reader.uint8()));
        break;
      case 'BINFLOAT':
        stack.push(reader.float64());
        break;
      case 'BINUNICODE':
        stack.push(text(reader.bytes(reader.uint32())));
        break;
      case 'SHORT_BINUNICODE':
        stack.push(text(reader.bytes(reader.uint8())));
        break;
      case 'BINUNICODE8':
        stack.push(text(reader.bytes(wideLength())));
        break;
      // Strings of Python 2.
      case 'BINSTRING': {
        const length = reader.int32();
        if (length < 0) throw invalid(`a string of ${length} bytes`);
        stack.push(text(reader.bytes(length)));
        break;
      }
      case 'SHORT_BINSTRING':
        stack.push(text(reader.bytes(reader.uint8())));
        break;
      case 'BINBYTES':
        stack.push(reader.bytes(reader.uint32()));
        break;
      case 'SHORT_BINBYTES':
        stack.push(reader.bytes(reader.uint8()));
        break;
      case 'EMPTY_TUPLE':
        stack.push({ kind: 'tuple', items: [] });
        break;
      case 'TUPLE':
        stack.push({ kind: 'tuple', items: popMark() });
        break;
      case 'TUPLE1':
      case 'TUPLE2':
      case 'TUPLE3': {
        const items = Array.from({ length: Number(name.at(-1)) }, pop).reverse();
        stack.push({ kind: 'tuple', items });
        break;
      }
      case 'EMPTY_LIST':
        stack.push(container({ kind: 'list', items: [] }));
        break;
      case 'APPEND':
        append([pop()]);
        break;
      case 'APPENDS':
        append(popMark());
        break;
      case 'EMPTY_DICT':
        stack.push(container({ kind: 'dict', entries: new Map() }));
        break;
      case 'SETITEM': {
        const value = pop();
        setItems([pop(), value]);
        break;
      }
      case 'SETITEMS':
        setItems(popMark());
        break;
      case 'BINPUT':
        remember(reader.uint8());
        break;
      case 'LONG_BINPUT':
        remember(reader.uint32());
        break;
      case 'MEMOIZE':
        remember(memo.size);
        break;
      case 'BINGET':
        stack.push(recall(reader.uint8()));
        break;
      case 'LONG_BINGET':
        stack.push(recall(reader.uint32()));
        break;
      case 'GLOBAL': {
        const module = nameLine();
        stack.push(knownGlobal(module, nameLine()));
        break;
      }
      case 'STACK_GLOBAL': {
        const attribute = pop();
        const module = pop();
        if (typeof module !== 'string' || typeof attribute !== 'string')
          throw invalid('a global is not named by strings');
        stack.push(knownGlobal(module, attribute));
        break;
      }
      case 'REDUCE': {
        const args = pop();
        stack.push(call(pop(), args, name));
        break;
      }
      case 'NEWOBJ': {
        const args = pop();
        const cls = pop();
        if (!isKind(cls, 'global') || cls.name !== 'collections.OrderedDict') {
          throw forbidden(describeValue(cls), `makes an object of ${describeValue(cls)} (${name})`);
        }
        stack.push(call(cls, args, name));
        break;
      }
      case 'BUILD': {
        // The `_metadata` of a state dict: versions of its modules. Dropped.
        pop();
        const target = top();
        if (!isKind(target, 'dict'))
          throw forbidden(describeValue(target), `sets the state of ${describeValue(target)} (${name})`);
        break;
      }
      case 'BINPERSID':
        stack.push(storage(pop()));
        break;
      case 'INST': {
        const path = `${nameLine()}.${nameLine()}`;
        throw forbidden(path.slice(0, 200), `makes an object of ${cut(path)} (${name})`);
      }
      case 'OBJ': {
        const cls = describeValue(popMark()[0]);
        throw forbidden(cls, `makes an object of ${cls} (${name})`);
      }
      case 'PERSID':
        throw forbidden(name, `asks for the persistent object ${cut(nameLine())} (${name})`);
      case 'EXT1':
        throw forbidden(name, `asks for the extension ${reader.uint8()} (${name})`);
      case 'EXT2':
        throw forbidden(name, `asks for the extension ${reader.uint16()} (${name})`);
      case 'EXT4':
        throw forbidden(name, `asks for the extension ${reader.int32()} (${name})`);
      case undefined:
        throw invalid(`there is no operation 0x${code.toString(16)}`);
      default:
        throw forbidden(name, `uses the operation ${name}`);
    }
  }
  throw invalid(`it has more than ${maxOperations} operations`);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As `module.name` stands in a message: bare when it is plain. */
function cut(name: string): string {
  return /^[\w.]{1,200}$/.test(name) ? name : quoteName(name);
}

import type { TensorDtype } from '../dtype.ts';
import type { PickleDict, PickleStorage, PickleTensor, PickleTuple, PickleValue } from './pickle-value.ts';

/**
 * The names that state dicts of tensors need, each by what it stands for: nothing else can be named by a pickle, and none
 * of these is looked up anywhere. Subset of torch/_weights_only_unpickler.py `_get_allowed_globals` (torch 2.13) without
 * sparse, quantized, nested, meta and wrapped tensors, which no weights of a language model are.
 */
const storageDtypes: Readonly<Record<string, TensorDtype | null>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
  'torch.ComplexFloatStorage': 'C64',
  'torch.storage.UntypedStorage': null,
};

const dtypes: Readonly<Record<string, TensorDtype>> = {
  'torch.float64': 'F64',
  'torch.float32': 'F32',
  'torch.float16': 'F16',
  'torch.bfloat16': 'BF16',
  'torch.float8_e4m3fn': 'F8_E4M3',
  'torch.float8_e5m2': 'F8_E5M2',
  'torch.float8_e4m3fnuz': 'F8_E4M3FNUZ',
  'torch.float8_e5m2fnuz': 'F8_E5M2FNUZ',
  'torch.float8_e8m0fnu': 'F8_E8M0',
  'torch.complex64': 'C64',
  'torch.int64': 'I64',
  'torch.int32': 'I32',
  'torch.int16': 'I16',
  'torch.int8': 'I8',
  'torch.uint64': 'U64',
  'torch.uint32': 'U32',
  'torch.uint16': 'U16',
  'torch.uint8': 'U8',
  'torch.bool': 'BOOL',
};

/** Gives the value, or null for arguments that it does not take. */
type Callable = (args: readonly PickleValue[]) => PickleValue | null;

const callables: Readonly<Record<string, Callable>> = {
  // Hooks and state dicts are made empty; PyTorch fills them by SETITEMS.
  'collections.OrderedDict': (args) => (args.length === 0 ? { kind: 'dict', entries: new Map() } : null),
  'torch.Size': (args) => (args.length === 1 && isKind(args[0], 'tuple') ? args[0] : null),
  'torch._utils._rebuild_tensor': ([storage, offset, shape, strides, ...rest]) =>
    rest.length > 0 ? null : tensor({ storage, offset, shape, strides }),
  // (storage, offset, size, stride, requires_grad, backward_hooks, metadata?)
  'torch._utils._rebuild_tensor_v2': ([storage, offset, shape, strides, , hooks, metadata, ...rest]) =>
    rest.length > 0 || !isEmptyDict(hooks) || !isAbsent(metadata) ? null : tensor({ storage, offset, shape, strides }),
  // (storage, offset, size, stride, requires_grad, backward_hooks, dtype, metadata?): dtypes without a storage class
  'torch._utils._rebuild_tensor_v3': ([storage, offset, shape, strides, , hooks, dtype, metadata, ...rest]) =>
    rest.length > 0 || !isEmptyDict(hooks) || !isAbsent(metadata) || !isKind(dtype, 'global')
      ? null
      : tensor({ storage, offset, shape, strides, dtype: ownValue(dtypes, dtype.name) ?? null }),
  // (data, requires_grad, backward_hooks)
  'torch._utils._rebuild_parameter': ([data, , hooks, ...rest]) =>
    rest.length > 0 || !isEmptyDict(hooks) || !isKind(data, 'tensor') ? null : { kind: 'parameter', data },
  // (data, requires_grad, backward_hooks, state): attributes that somebody set on it
  'torch._utils._rebuild_parameter_with_state': ([data, , hooks, , ...rest]) =>
    rest.length > 0 || !isEmptyDict(hooks) || !isKind(data, 'tensor') ? null : { kind: 'parameter', data },
};

/** Whether a pickle may name it. */
export function isKnownGlobal(name: string): boolean {
  return ownValue(storageDtypes, name) !== undefined || Object.hasOwn(dtypes, name) || Object.hasOwn(callables, name);
}

/** undefined when the name is no storage class. */
export function storageDtype(name: string): TensorDtype | null | undefined {
  return ownValue(storageDtypes, name);
}

/** undefined when the name is nothing that can be called. */
export function findCallable(name: string): Callable | undefined {
  return ownValue(callables, name);
}

function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** @param fields.dtype  null when a name was given that is no dtype; absent for that of the storage */
function tensor(fields: {
  storage: PickleValue | undefined;
  offset: PickleValue | undefined;
  shape: PickleValue | undefined;
  strides: PickleValue | undefined;
  dtype?: TensorDtype | null;
}): PickleTensor | null {
  const { storage, offset, shape, strides } = fields;
  if (!isKind(storage, 'storage') || !isSize(offset) || !isSizes(shape) || !isSizes(strides)) return null;
  const dtype = fields.dtype === undefined ? storage.dtype : fields.dtype;
  if (dtype === null || shape.items.length !== strides.items.length) return null;
  return { kind: 'tensor', storage, dtype, offset, shape: [...shape.items], strides: [...strides.items] };
}

interface Sizes {
  readonly items: readonly number[];
}

function isSizes(value: PickleValue | undefined): value is PickleTuple & Sizes {
  return isKind(value, 'tuple') && value.items.length <= 64 && value.items.every(isSize);
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Hooks would be functions; PyTorch never stores them. */
function isEmptyDict(value: PickleValue | undefined): boolean {
  return isKind(value, 'dict') && value.entries.size === 0;
}

/** Conjugate and negative bits, which complex views have. */
function isAbsent(value: PickleValue | undefined): boolean {
  return value === undefined || value === null || isEmptyDict(value);
}

interface Kinds {
  tuple: PickleTuple;
  dict: PickleDict;
  storage: PickleStorage;
  tensor: PickleTensor;
  global: Extract<PickleValue, { kind: 'global' }>;
}

export function isKind<K extends keyof Kinds>(value: PickleValue | undefined, kind: K): value is Kinds[K] {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

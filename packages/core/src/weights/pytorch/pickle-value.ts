import type { TensorDtype } from '../dtype.ts';

/**
 * What a pickle of tensors can hold. Plain data only: nothing here has behaviour, and the contents of containers may be
 * cyclic, so whoever walks them must bound the walk.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleStorage
  | PickleTensor
  | PickleParameter;

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** A dict or an OrderedDict. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

/** A name that is known: see pickle-globals.ts. */
export interface PickleGlobal {
  readonly kind: 'global';
  /** `module.name` */
  readonly name: string;
}

/** Bytes that tensors are views of. */
export interface PickleStorage {
  readonly kind: 'storage';
  /** Entry `data/<key>` of the archive. */
  readonly key: string;
  /** null: untyped, counted in bytes. */
  readonly dtype: TensorDtype | null;
  readonly elements: number;
}

/** Not yet checked against its storage, except for the types of the fields. */
export interface PickleTensor {
  readonly kind: 'tensor';
  readonly storage: PickleStorage;
  readonly dtype: TensorDtype;
  /** Elements before the first one. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements from one index to the next. */
  readonly strides: readonly number[];
}

/** torch.nn.Parameter: a tensor that gradients are taken of. */
export interface PickleParameter {
  readonly kind: 'parameter';
  readonly data: PickleTensor;
}

/** What a value is, for messages. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (value instanceof Uint8Array) return 'bytes';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return value.kind === 'global' ? value.name : `a ${value.kind}`;
}

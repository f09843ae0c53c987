import { ModelTraceError } from '../errors.ts';

/** Typed access to config.json. Each method throws CONFIG_INVALID with the key and the value it found. */
export interface ConfigReader {
  /** The first of the keys that is there counts: older configs have other names. */
  integer(keys: string | readonly string[], range: { max: number; min?: number; default?: number }): number;
  /** A finite number above 0. */
  positive(keys: string | readonly string[], options?: { default?: number }): number;
  /** Any finite number. */
  number(keys: string | readonly string[], options?: { default?: number }): number;
  /** A list of exactly so many finite numbers. */
  numbers(key: string, options: { length: number }): readonly number[];
  /** A list of at most so many integers. */
  integers(key: string, options: { maxLength: number }): readonly number[];
  /** A list of exactly so many strings. */
  strings(key: string, options: { length: number }): readonly string[];
  boolean(key: string, options: { default: boolean }): boolean;
  string(keys: string | readonly string[], options?: { default?: string }): string;
  /** A nested object; null when absent or null. */
  section(key: string): ConfigReader | null;
  /** The value as it stands, for what no other method reads; undefined when absent or null. */
  raw(key: string): unknown;
  /** Whether the key is there and not null. */
  has(key: string): boolean;
  /** Whether the key is there and null: how a config says that an option with a default is off. */
  isNull(key: string): boolean;
}

export function configReader(config: Readonly<Record<string, unknown>>, path = ''): ConfigReader {
  const find = (keys: string | readonly string[]) => {
    const list = typeof keys === 'string' ? [keys] : keys;
    const key = list.find((name) => config[name] !== undefined && config[name] !== null);
    return key === undefined ? { name: path + list[0], value: undefined } : { name: path + key, value: config[key] };
  };

  function read<T>(
    keys: string | readonly string[],
    { expected, accepts, fallback }: { expected: string; accepts: (value: unknown) => value is T; fallback?: T },
  ): T {
    const { name, value } = find(keys);
    if (value === undefined && fallback !== undefined) return fallback;
    if (accepts(value)) return value;
    const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value)?.slice(0, 100)}`;
    throw new ModelTraceError('CONFIG_INVALID', `config.json: ${name} ${found}, expected ${expected}`, {
      details: { key: name },
    });
  }

  return {
    integer: (keys, { min = 1, max, default: fallback }) =>
      read(keys, {
        expected: `an integer from ${min} to ${max}`,
        accepts: (value): value is number => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
        fallback,
      }),
    positive: (keys, { default: fallback } = {}) =>
      read(keys, {
        expected: 'a number above 0',
        accepts: (value): value is number => isFiniteNumber(value) && value > 0,
        fallback,
      }),
    number: (keys, { default: fallback } = {}) =>
      read(keys, { expected: 'a number', accepts: isFiniteNumber, fallback }),
    numbers: (key, { length }) =>
      read(key, { expected: `a list of ${length} numbers`, accepts: isListOf(isFiniteNumber, length) }),
    integers: (key, { maxLength }) =>
      read(key, {
        expected: `a list of at most ${maxLength} integers`,
        accepts: (value): value is readonly number[] =>
          Array.isArray(value) && value.length <= maxLength && value.every(Number.isInteger),
      }),
    strings: (key, { length }) =>
      read(key, { expected: `a list of ${length} strings`, accepts: isListOf(isString, length) }),
    boolean: (key, { default: fallback }) =>
      read(key, {
        expected: 'true or false',
        accepts: (value): value is boolean => typeof value === 'boolean',
        fallback,
      }),
    string: (keys, { default: fallback } = {}) => read(keys, { expected: 'a string', accepts: isString, fallback }),
    section: (key) => {
      if (find(key).value === undefined) return null;
      const section = read(key, { expected: 'an object', accepts: isObject });
      return configReader(section, `${path}${key}.`);
    },
    raw: (key) => find(key).value,
    has: (key) => find(key).value !== undefined,
    isNull: (key) => config[key] === null,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isString = (value: unknown): value is string => typeof value === 'string';

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

const isListOf =
  <T>(accepts: (value: unknown) => value is T, length: number) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.length === length && value.every(accepts);

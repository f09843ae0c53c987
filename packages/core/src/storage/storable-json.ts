/**
 * JSON of the value as PostgreSQL can store it in jsonb, which takes neither NUL characters nor lone surrogates: both become
 * U+FFFD. Token texts and error messages are other people's bytes, and a failure that cannot be stored would be lost.
 */
export function storableText(value: unknown): string {
  const text = JSON.stringify(value);
  // Both are written as escapes. Most values have none, and one call for each of their parts would cost more than all else.
  if (!/\\u0000|\\ud[89a-f]/i.test(text)) return text;
  return JSON.stringify(value, (_key, part) =>
    typeof part === 'string' ? part.replaceAll('\u0000', '\ufffd').toWellFormed() : part,
  );
}

const texts = new WeakMap<object, string>();

/** The same of a value that many have in common and nothing changes, written once for all of them. */
export function storableTextOnce(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = storableText(value);
  texts.set(value, text);
  return text;
}

/** The value as it is read back after it was stored so. */
export function storableJson<T>(value: T): T {
  return JSON.parse(storableText(value));
}

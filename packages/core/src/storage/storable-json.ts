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

/** The value as it is read back after it was stored so. */
export function storableJson<T>(value: T): T {
  return JSON.parse(storableText(value));
}

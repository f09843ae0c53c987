/**
 * The value as PostgreSQL can store it in jsonb, which takes neither NUL characters nor lone surrogates: both become
 * U+FFFD. Token texts and error messages are other people's bytes, and a failure that cannot be stored would be lost.
 */
export function storableJson<T>(value: T): T {
  const text = JSON.stringify(value);
  // Both are written as escapes. Most values have none, and one call for each of their parts would cost more than all else.
  if (!/\\u0000|\\ud[89a-f]/i.test(text)) return JSON.parse(text);
  return JSON.parse(
    JSON.stringify(value, (_key, part) =>
      typeof part === 'string' ? part.replaceAll('\u0000', '\ufffd').toWellFormed() : part,
    ),
  );
}

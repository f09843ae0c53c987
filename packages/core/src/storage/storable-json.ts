/**
 * The value as PostgreSQL can store it in jsonb, which takes neither NUL characters nor lone surrogates: both become
 * U+FFFD. Token texts and error messages are other people's bytes, and a failure that cannot be stored would be lost.
 */
export function storableJson<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, part) =>
      typeof part === 'string' ? part.replaceAll('\u0000', '\ufffd').toWellFormed() : part,
    ),
  );
}

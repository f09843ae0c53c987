import { ModelTraceError } from '../errors.ts';

export type CursorValue = string | number | null;

/** Opaque to clients, so that what it holds can change: base64url of a JSON array. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The values of a cursor that `encodeCursor` made.
 * @param accept  says whether the values fit the query that the cursor comes with
 * @throws CURSOR_INVALID
 */
export function decodeCursor<Values extends readonly CursorValue[]>(
  cursor: string,
  accept: (values: readonly unknown[]) => boolean,
): Values {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    values = undefined;
  }
  if (Array.isArray(values) && accept(values)) return values as unknown as Values;
  throw new ModelTraceError('CURSOR_INVALID', `"${cursor.slice(0, 200)}" is not a cursor of this list`, {
    fix: 'Pass `nextCursor` of the previous page with the same sort and order, or leave the cursor out to start over.',
  });
}

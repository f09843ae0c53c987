import { type TSchema, Type } from 'typebox';

/** The schema or null: the field is always there, so that "not known" and "not sent" cannot be confused. */
export function Nullable<T extends TSchema>(schema: T, options: { description?: string } = {}) {
  return Type.Union([schema, Type.Null()], options);
}

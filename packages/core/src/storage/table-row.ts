import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** A row by the names of its columns, as a statement of our own returns it or `row_to_json` writes it. */
export function fromColumns<Table extends PgTable>(table: Table, row: Record<string, unknown>): Table['$inferSelect'] {
  const entries = Object.entries(getTableColumns(table)).map(([key, column]) => {
    const value = row[column.name];
    return [key, column.dataType === 'date' && typeof value === 'string' ? new Date(value) : value];
  });
  return Object.fromEntries(entries);
}

/** The same row by the names of its columns, for `jsonb_populate_recordset`. */
export function toColumns<Table extends PgTable>(table: Table, row: Table['$inferInsert']): Record<string, unknown> {
  const values: Record<string, unknown> = row;
  return Object.fromEntries(Object.entries(getTableColumns(table)).map(([key, { name }]) => [name, values[key]]));
}

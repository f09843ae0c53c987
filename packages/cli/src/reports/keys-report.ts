import type { ApiKey } from '@model-trace/core/storage';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

/** The keys to the API as a table, without the keys themselves. */
export function keysReport(keys: readonly ApiKey[], output: Output): string {
  if (keys.length === 0) return 'There are no keys: `keys create NAME` makes one.\n';
  return table(
    keys,
    [
      { heading: 'Id', cell: ({ id }) => id },
      { heading: 'Name', cell: ({ name }) => name },
      { heading: 'Key', cell: ({ prefix }) => `${prefix}…` },
      { heading: 'Scopes', cell: ({ scopes }) => scopes.join(', ') },
      { heading: 'State', cell: ({ revokedAt }) => (revokedAt === null ? 'valid' : `revoked ${minute(revokedAt)}`) },
      { heading: 'Last used', optional: true, cell: ({ lastUsedAt }) => minute(lastUsedAt) },
      { heading: 'Created', optional: true, cell: ({ createdAt }) => minute(createdAt) },
      {
        ...{ heading: 'Per day', align: 'right', optional: true },
        cell: ({ submissionsPerDay }) => submissionsPerDay?.toString() ?? '',
      },
    ],
    output,
  );
}

/** UTC, `2026-01-31 09:30`. */
function minute(time: Date | null): string {
  return time?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
}

import type { Base } from '@model-trace/client';
import { shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

/** The models that scans test others against. */
export function basesReport(bases: readonly Base[], output: Output): string {
  if (bases.length === 0) return 'There are no bases: `bases add MODEL` adds one.\n';
  return table(
    bases,
    [
      { heading: 'Model', cell: ({ model, commit }) => (commit === null ? model : `${model} @ ${shortHash(commit)}`) },
      { heading: 'Architecture', cell: ({ architecture }) => architecture },
      { heading: 'Id', cell: ({ id }) => id },
      { heading: 'Added', optional: true, cell: ({ createdAt }) => createdAt.slice(0, 10) },
    ],
    output,
  );
}

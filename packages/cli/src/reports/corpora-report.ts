import type { RegisteredCorpus } from '@model-trace/core/corpora';
import { shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

/** The registered corpora as a table. */
export function corporaReport(corpora: readonly RegisteredCorpus[], output: Output): string {
  if (corpora.length === 0) return 'No corpus is registered: CORPORA_DIR names the directory of corpora.json.\n';
  return table(
    corpora,
    [
      { heading: 'Corpus', cell: ({ id }) => id },
      { heading: 'Format', cell: ({ format }) => format },
      {
        heading: 'Bytes',
        align: 'right',
        cell: ({ sizeBytes }) => (sizeBytes === null ? 'file missing' : String(sizeBytes)),
      },
      { heading: 'SHA-256', cell: ({ sha256 }) => shortHash(sha256) },
      { heading: 'Description', optional: true, cell: ({ description }) => description ?? '' },
    ],
    output,
  );
}

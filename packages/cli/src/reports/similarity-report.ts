import type { SimilarityResult } from '@model-trace/core/results';
import { formatNumber } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import { indented, paragraph } from './paragraph.ts';

type HeadBlock = Extract<SimilarityResult, { statistic: 'qk' }>['blocks'][number];

const blockColumns: TableColumn<HeadBlock>[] = [
  { heading: 'Block', align: 'right', cell: ({ block }) => String(block) },
  { heading: 'Base block', align: 'right', cell: ({ baseBlock }) => String(baseBlock) },
  {
    heading: 'Matched heads',
    align: 'right',
    cell: ({ similarities }) =>
      (similarities.reduce((sum, value) => sum + value, 0) / Math.max(1, similarities.length)).toFixed(4),
  },
  { heading: 'Other heads', align: 'right', cell: ({ others }) => others.toFixed(4) },
  {
    heading: 'In place',
    align: 'right',
    cell: ({ matching }) => `${matching.filter((head, place) => head === place).length} of ${matching.length}`,
  },
];

/** One similarity. It is no evidence by itself: neither a p-value nor a verdict belongs to it. */
export function similarityReport(similarity: SimilarityResult, output: Output): string {
  const { statistic, value, tokens, tokensBy } = similarity;
  const heading = `${output.style('bold', statistic)}  similarity ${output.style('bold', formatNumber(value, 6))}`;
  const over = `over ${tokens} tokens of both vocabularies, found by ${tokensBy}`;
  const words =
    statistic === 'embedding'
      ? `Unbiased linear CKA of the token embeddings ${over}. Independent models of one tokenizer can come near 1.`
      : `Mean cosine of the scores that matched heads of attention give to pairs of tokens, ${over}.`;
  const blocks = statistic === 'qk' ? indented(table(similarity.blocks, blockColumns, output)) : '';
  return `${heading}\n${blocks}${paragraph(`${words} A similarity: no p-value and no verdict belong to it.`, output)}`;
}

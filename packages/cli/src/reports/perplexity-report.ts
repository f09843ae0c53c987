import type { PerplexityResult } from '@model-trace/core/results';
import { formatNumber, shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { comparisonReport } from './comparison-report.ts';
import { fieldList } from './field-list.ts';
import { modelLine } from './model-line.ts';

/** A perplexity as people read it: the number, what it was measured on, and how. */
export function perplexityReport(result: PerplexityResult, output: Output): string {
  const { comparison } = result;
  const parts = [measurement(result, output), ...(comparison ? [comparisonReport(comparison, output)] : [])];
  return parts.join('\n');
}

function measurement(result: PerplexityResult, output: Output): string {
  const { protocol, wordPerplexity } = result;
  return fieldList(
    [
      ['Perplexity', output.style('bold', formatNumber(result.perplexity))],
      ['Mean loss', `${formatNumber(result.meanNllNats)} nats per token${standardErrors(result)}`],
      ['Total loss', `${formatNumber(result.nllNats, 7)} nats`],
      ['Bits per byte', formatNumber(result.bitsPerByte)],
      [
        'Per byte, word',
        `perplexity ${formatNumber(result.bytePerplexity)}, ${wordPerplexity === null ? 'none' : formatNumber(wordPerplexity)}`,
      ],
      ['Scored tokens', `${result.scoredTokens} of ${protocol.tokenizer.tokens}; unscored: ${protocol.unscored}`],
      ['Protocol', protocolLine(protocol)],
      ['Model', modelLine(protocol.model)],
      ['Text', textLine(protocol.text)],
      ['Tokenizer', `${protocol.tokenizer.file}, SHA-256 ${shortHash(protocol.tokenizer.sha256)}`],
      ['Computed by', `${protocol.engine} on ${protocol.provider}, ${protocol.computeDtype}`],
    ],
    output,
  );
}

function standardErrors({ standardErrorNats, documentStandardErrorNats }: PerplexityResult): string {
  if (standardErrorNats === null) return '';
  const byDocument =
    documentStandardErrorNats == null ? '' : `, ± ${formatNumber(documentStandardErrorNats, 2)} by document`;
  return ` ± ${formatNumber(standardErrorNats, 2)} (standard error${byDocument})`;
}

/** `lm-eval-rolling, windows of 128 tokens, stride 64, BOS never` */
function protocolLine({ mode, bos, windowTokens, strideTokens }: PerplexityResult['protocol']): string {
  return [
    ...(mode === undefined ? [] : [mode]),
    `windows of ${windowTokens} tokens`,
    ...(strideTokens === windowTokens ? [] : [`stride ${strideTokens}`]),
    ...(bos === undefined ? [] : [`BOS ${bos}`]),
  ].join(', ');
}

/** `books, 12 documents (the first 12), 3456 bytes, SHA-256 0123456789` */
function textLine({ id, documents = 1, limit, sizeBytes, sha256 }: PerplexityResult['protocol']['text']): string {
  const count = documents === 1 ? '' : `, ${documents} documents`;
  const first = limit === undefined ? '' : `, the first ${limit} only`;
  return `${id}${count}${first}, ${sizeBytes} bytes, SHA-256 ${shortHash(sha256)}`;
}

import type { PerplexityResult } from '@model-trace/core/results';
import { formatCount, formatNumber, shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { fieldList } from './field-list.ts';

/** A perplexity as people read it: the number, what it was measured on, and how. */
export function perplexityReport(result: PerplexityResult, output: Output): string {
  const { protocol } = result;
  const error =
    result.standardErrorNats === null ? '' : ` ± ${formatNumber(result.standardErrorNats, 2)} (standard error)`;
  const window =
    protocol.strideTokens === protocol.windowTokens
      ? `windows of ${protocol.windowTokens} tokens`
      : `windows of ${protocol.windowTokens} tokens, stride ${protocol.strideTokens}`;
  return fieldList(
    [
      ['Perplexity', output.style('bold', formatNumber(result.perplexity))],
      ['Mean loss', `${formatNumber(result.meanNllNats)} nats per token${error}`],
      ['Bits per byte', formatNumber(result.bitsPerByte)],
      [
        'Scored tokens',
        `${result.scoredTokens} of ${protocol.tokenizer.tokens}, ${window}; unscored: ${protocol.unscored}`,
      ],
      ['Model', modelLine(protocol.model)],
      ['Text', `${protocol.text.id}, ${protocol.text.sizeBytes} bytes, SHA-256 ${shortHash(protocol.text.sha256)}`],
      ['Tokenizer', `${protocol.tokenizer.file}, SHA-256 ${shortHash(protocol.tokenizer.sha256)}`],
      ['Computed by', `${protocol.engine} on ${protocol.provider}, ${protocol.computeDtype}`],
    ],
    output,
  );
}

/** `g0 at 0123456789, gpt2, 124.4 M parameters, F32` */
export function modelLine(model: PerplexityResult['protocol']['model']): string {
  const at = (commit: string | null) => (commit === null ? '' : ` at ${shortHash(commit)}`);
  const { weightsBase: base } = model;
  const over = base === undefined ? '' : `, ${model.weightType} over ${base.id}${at(base.commit)}`;
  return `${model.id}${at(model.commit)}${over}, ${model.architecture}, ${formatCount(model.parameters)} parameters, ${model.dtype}`;
}

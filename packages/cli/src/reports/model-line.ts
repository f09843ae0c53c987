import type { PerplexityResult } from '@model-trace/core/results';
import { formatCount, shortHash } from '../terminal/format.ts';

/** `g0 at 0123456789, gpt2, 124.4 M parameters, F32` */
export function modelLine(model: PerplexityResult['protocol']['model']): string {
  const at = (commit: string | null) => (commit === null ? '' : ` at ${shortHash(commit)}`);
  const { weightsBase: base } = model;
  const over = base === undefined ? '' : `, ${model.weightType} over ${base.id}${at(base.commit)}`;
  return `${model.id}${at(model.commit)}${over}, ${model.architecture}, ${formatCount(model.parameters)} parameters, ${model.dtype}`;
}

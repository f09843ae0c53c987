import type { MatrixRef, ModelSpec, NormSpec } from '../../architectures/index.ts';
import { readUnitRows } from '../../engine/index.ts';
import type { TracedModel } from '../traced-model.ts';

/** Matrices that take the output of a norm, by the key of their parameters. */
export function matricesBehind(spec: ModelSpec, norm: NormSpec): Map<string, MatrixRef> {
  const behind = new Map<string, MatrixRef>();
  for (const { index, attention, attentionNorms, mlp, mlpNorms } of spec.blocks) {
    const within = `blocks.${index}`;
    const { projections } = attention;
    if (sameNorm(attentionNorms.input, norm)) {
      if (projections.kind === 'fused') behind.set(`${within}.attention.queryKeyValue`, projections.queryKeyValue);
      else
        for (const part of ['query', 'key', 'value'] as const)
          behind.set(`${within}.attention.${part}`, projections[part]);
    }
    if (!sameNorm(mlpNorms.input, norm)) continue;
    if (mlp.kind === 'experts') {
      behind.set(`${within}.experts`, { ...mlp.router, bias: undefined }); // not all experts have biases
      continue;
    }
    behind.set(`${within}.mlp.up`, mlp.up);
    if (mlp.gate !== undefined) behind.set(`${within}.mlp.gate`, mlp.gate);
  }
  return behind;
}

const sameNorm = (one: NormSpec | null, other: NormSpec) => one !== null && one.bias === other.bias;

/**
 * Whether the bias of a norm can be moved into the biases of what stands behind it: all of that has biases of its own. The head
 * counts as having none.
 */
export function biasMoves(spec: ModelSpec, norm: NormSpec): boolean {
  if (norm.bias === null || norm === spec.finalNorm) return false;
  const behind = [...matricesBehind(spec, norm).values()];
  return behind.length > 0 && behind.every(({ bias, rows }) => bias !== undefined && rows === undefined);
}

/** W b: what a norm's bias adds to the bias of a matrix behind it. [outputs] */
export async function biasThrough(
  { checkpoint, spec }: TracedModel,
  ref: MatrixRef,
  norm: NormSpec,
): Promise<Float64Array> {
  const [weights, bias] = await Promise.all([readUnitRows(checkpoint, ref), checkpoint.read(norm.bias!)]);
  const width = spec.hiddenSize;
  const added = new Float64Array(weights.length / width);
  for (let i = 0; i < weights.length; i++) added[Math.floor(i / width)] += weights[i] * bias[i % width];
  return added;
}

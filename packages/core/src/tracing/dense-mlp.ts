import type { MlpSpec, ModelSpec } from '../architectures/index.ts';
import { ModelTraceError } from '../errors.ts';

/**
 * The MLP of a block whose hidden units can be compared one by one.
 * @throws TRACE_MLP_UNSUPPORTED for a mixture of experts: which of them a token passes depends on the token
 */
export function denseMlp(spec: ModelSpec, block: number): MlpSpec {
  const { mlp } = spec.blocks[block];
  if (mlp.kind !== 'experts') return mlp;
  throw new ModelTraceError(
    'TRACE_MLP_UNSUPPORTED',
    `Block ${block} of this ${spec.modelType} is a mixture of ${mlp.experts.length} experts: tracing compares MLPs that every token passes`,
    { fix: 'Name pairs of blocks without experts, for example --blocks 0:0 on the command line' },
  );
}

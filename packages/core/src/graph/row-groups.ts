import { concatenateShape } from './attention-heads.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { QueryChunks } from './query-chunks.ts';

/**
 * Rows that go through an MLP together. ONNX Runtime passes over all rows for each 128 inputs and 128 outputs of a product:
 * few enough stay in a second-level cache. 576 inputs, 1,536 outputs, one core: 97 GFLOP/s at 512 rows, 95 at 1,024, 83 at
 * 2,048; 93 at 256, where preparing the weights counts.
 */
const bestRows = 512;

/** [N, width] matrices, N = B * T, in groups of neighbouring tokens of each sequence. */
export interface RowGroups {
  split(matrix: Value, width: number): Value[];
  /** The inverse of `split`. */
  join(groups: readonly Value[], width: number): Value;
}

/** One group where the graph serves sequences of several lengths. */
export function rowGroups(
  graph: GraphBuilder,
  { batchAndLength, queryChunks }: { batchAndLength: Value; queryChunks: QueryChunks },
): RowGroups {
  const rows = queryChunks.rows * Math.max(1, Math.floor(bestRows / queryChunks.rows));
  const count = queryChunks.count === 1 ? 1 : Math.ceil((queryChunks.count * queryChunks.rows) / rows);
  if (count === 1) return { split: (matrix) => [matrix], join: ([matrix]) => matrix };
  const flat = (tensor: Value, width: number) => graph.node('Reshape', [tensor, graph.integers([-1, width])]);
  return {
    split(matrix, width) {
      const sequences = graph.node('Reshape', [matrix, concatenateShape(graph, batchAndLength, [width])]); // [B, T, width]
      return Array.from({ length: count }, (_, group) => {
        const bounds = [[group * rows], [(group + 1) * rows], [1]].map((list) => graph.integers(list)); // or to the end
        return flat(graph.node('Slice', [sequences, ...bounds]), width);
      });
    },
    join(groups, width) {
      const sequences = groups.map((group) => {
        const shape = concatenateShape(graph, firstOf(graph, batchAndLength), [-1, width]);
        return graph.node('Reshape', [group, shape]);
      });
      return flat(graph.node('Concat', sequences, { attributes: { axis: { int: 1 } } }), width);
    },
  };
}

const firstOf = (graph: GraphBuilder, list: Value) =>
  graph.node('Slice', [list, graph.integers([0]), graph.integers([1])]);

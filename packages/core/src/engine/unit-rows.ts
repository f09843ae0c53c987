import type { MatrixRef } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';

/** Side of the square that is transposed at once: 32 x 32 float32, 4 KB in and 4 KB out, stays in the first cache. */
const blockSide = 32;

/**
 * The weights of a linear layer by output unit: [units, inputs] row-major, whatever the layout they are stored in.
 * A matrix stored [inputs, outputs] is transposed in squares: at 3,072 x 768 several times faster than row by row.
 */
export async function readUnitRows(checkpoint: Checkpoint, matrix: MatrixRef): Promise<Float32Array> {
  const { tensor, layout, rows } = matrix;
  const stored = await checkpoint.read(tensor, rows === undefined ? {} : { rows });
  if (layout === 'out-in') return stored;
  const cols = checkpoint.tensors.get(tensor)!.shape[1];
  return transpose(stored, { rows: stored.length / cols, cols });
}

/** [rows, cols] -> [cols, rows] */
function transpose(matrix: Float32Array, { rows, cols }: { rows: number; cols: number }): Float32Array {
  const transposed = new Float32Array(matrix.length);
  for (let row0 = 0; row0 < rows; row0 += blockSide) {
    const row1 = Math.min(rows, row0 + blockSide);
    for (let col0 = 0; col0 < cols; col0 += blockSide) {
      const col1 = Math.min(cols, col0 + blockSide);
      for (let row = row0; row < row1; row++) {
        for (let col = col0; col < col1; col++) transposed[col * rows + row] = matrix[row * cols + col];
      }
    }
  }
  return transposed;
}

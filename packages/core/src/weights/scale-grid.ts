import { ModelTraceError } from '../errors.ts';
import type { TensorInfo } from './checkpoint.ts';
import { quoteName } from './parse-header.ts';
import type { Quantization } from './quantization.ts';

/** Which scale belongs to which element of a matrix. */
export interface ScaleGrid {
  /** One scale for the whole tensor. */
  isScalar: boolean;
  /** Rows and columns that share a scale; the last block may be smaller. */
  blockRows: number;
  blockCols: number;
  /** Scales in a row of them. */
  scaleCols: number;
}

/**
 * The grid that the shapes of a weight [..., rows, cols] and of its scale [..., scaleRows, scaleCols] make: the declared
 * blocks where they fit, else equal parts. A scale [rows] is one per row.
 * @throws TENSOR_SHAPE when the scale does not cover the weight
 */
export function findScaleGrid({
  info,
  scale,
  block,
}: {
  info: TensorInfo;
  scale: TensorInfo;
  block: Quantization['block'];
}): ScaleGrid {
  const [rows, cols] = [info.shape.at(-2) ?? 1, info.shape.at(-1) ?? 1];
  if (scale.shape.every((size) => size === 1)) {
    return { isScalar: true, blockRows: Math.max(rows, 1), blockCols: Math.max(cols, 1), scaleCols: 1 };
  }
  const perRow = info.shape.length === 2 && scale.shape.length === 1 && scale.shape[0] === rows;
  const scaleShape = perRow ? [...scale.shape, 1] : scale.shape;
  const [scaleRows, scaleCols] = [scaleShape.at(-2) ?? 1, scaleShape.at(-1) ?? 1];
  const sameStack =
    scaleShape.length === info.shape.length &&
    info.shape.length >= 2 &&
    scaleShape.slice(0, -2).every((size, axis) => size === info.shape[axis]);
  if (sameStack && block !== null) {
    const [blockRows, blockCols] = block;
    if (scaleRows === Math.ceil(rows / blockRows) && scaleCols === Math.ceil(cols / blockCols)) {
      return { isScalar: false, blockRows, blockCols, scaleCols };
    }
  }
  if (sameStack && scaleRows > 0 && scaleCols > 0 && rows % scaleRows === 0 && cols % scaleCols === 0) {
    return { isScalar: false, blockRows: rows / scaleRows, blockCols: cols / scaleCols, scaleCols };
  }
  throw new ModelTraceError(
    'TENSOR_SHAPE',
    `The scale ${quoteName(scale.name)} of shape [${scale.shape.slice(0, 8)}] does not fit ${quoteName(info.name)} of shape [${info.shape.slice(0, 8)}]`,
    { details: { tensor: scale.name, shape: scale.shape, block } },
  );
}

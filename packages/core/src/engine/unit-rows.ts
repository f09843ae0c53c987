import type { MatrixRef } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';

export declare function readUnitRows(checkpoint: Checkpoint, matrix: MatrixRef): Promise<Float32Array>;

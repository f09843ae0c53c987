import type { MatrixRef } from '../architectures/index.ts';
import { readUnitRows } from '../engine/index.ts';
import { denseMlp } from './dense-mlp.ts';
import type { UnitFeatures } from './match-units.ts';
import type { TracedModel } from './traced-model.ts';

/** Weights into each hidden unit of a block, as stored (GPT-2: columns of c_fc): [units, d] float64. */
export async function incomingWeights({ checkpoint, spec }: TracedModel, block: number): Promise<UnitFeatures> {
  const { up, units } = denseMlp(spec, block);
  return unitMajor(await readUnitRows(checkpoint, up), units, spec.hiddenSize);
}

/** Weights out of each hidden unit of a block: [units, d] float64. The units are the inputs of `down`: its transpose. */
export async function outgoingWeights({ checkpoint, spec }: TracedModel, block: number): Promise<UnitFeatures> {
  const { down, units } = denseMlp(spec, block);
  const transposed: MatrixRef = { ...down, layout: down.layout === 'in-out' ? 'out-in' : 'in-out' };
  return unitMajor(await readUnitRows(checkpoint, transposed), units, spec.hiddenSize);
}

function unitMajor(rows: Float32Array, units: number, width: number): UnitFeatures {
  return { data: new Float64Array(rows), units, width, layout: 'unit-major' };
}

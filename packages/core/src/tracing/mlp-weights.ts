import type { MatrixRef } from '../architectures/index.ts';
import { readUnitRows } from '../engine/index.ts';
import { denseMlp } from './dense-mlp.ts';
import type { ComparedFeatures, UnitFeatures } from './match-units.ts';
import type { TracedModel } from './traced-model.ts';

/** Weights into each hidden unit of a block, as stored (GPT-2: columns of c_fc): [units, d] float32. */
export async function storedIncomingWeights(
  { checkpoint, spec }: TracedModel,
  block: number,
): Promise<ComparedFeatures> {
  const { up, units } = denseMlp(spec, block);
  return { data: await readUnitRows(checkpoint, up), units, width: spec.hiddenSize, layout: 'unit-major' };
}

/** The same in float64, to compute from. */
export async function incomingWeights(model: TracedModel, block: number): Promise<UnitFeatures> {
  const stored = await storedIncomingWeights(model, block);
  return { ...stored, data: new Float64Array(stored.data) };
}

/** Gate weights into each hidden unit of a block with a gate, as stored: [units, d] float64. */
export async function gateWeights({ checkpoint, spec }: TracedModel, block: number): Promise<UnitFeatures> {
  const { gate, units } = denseMlp(spec, block);
  const data = new Float64Array(await readUnitRows(checkpoint, gate!));
  return { data, units, width: spec.hiddenSize, layout: 'unit-major' };
}

/** Weights out of each hidden unit of a block: [units, d] float64. The units are the inputs of `down`: its transpose. */
export async function outgoingWeights({ checkpoint, spec }: TracedModel, block: number): Promise<UnitFeatures> {
  const { down, units } = denseMlp(spec, block);
  const transposed: MatrixRef = { ...down, layout: down.layout === 'in-out' ? 'out-in' : 'in-out' };
  const data = new Float64Array(await readUnitRows(checkpoint, transposed));
  return { data, units, width: spec.hiddenSize, layout: 'unit-major' };
}

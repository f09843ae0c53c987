import { fileURLToPath } from 'node:url';
import { type Matrix, type ModelData, readModelData, readTensors } from './model-data.ts';

/** Small trained models: tools/evasion/make_family.py, which also wrote family.json. */
const fixtures = new URL('../fixtures/evasion/', import.meta.url);

export type Kind = 'gpt2' | 'llama';

/** The members of a kind that were trained; the others are made from them. */
export interface Family {
  kind: Kind;
  base: ModelData;
  control: ModelData;
  ftShort: ModelData;
  ftLong: ModelData;
  continued: ModelData;
  mlpRedone: ModelData;
  /** Factors A and B of each layer. */
  lora: ReadonlyMap<string, Matrix>;
}

export const member = (name: string) => readModelData(fileURLToPath(new URL(name, fixtures)));

export async function family(kind: Kind): Promise<Family> {
  const [base, control, ftShort, ftLong, continued, mlpRedone] = await Promise.all(
    ['base', 'control', 'ft-short', 'ft-long', 'continued', 'mlp-redone'].map((name) => member(`${kind}-${name}`)),
  );
  const lora = await readTensors(fileURLToPath(new URL(`${kind}-lora`, fixtures)));
  return { kind, base, control, ftShort, ftLong, continued, mlpRedone, lora };
}

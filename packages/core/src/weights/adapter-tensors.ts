import { ModelTraceError } from '../errors.ts';
import type { TensorInfo } from './checkpoint.ts';
import { quoteName } from './parse-header.ts';

/** The tensors of an adapter for one module, by what they are; each is the name in the adapter's file. */
export interface ModuleTensors {
  /** [rank, inputs] and [outputs, rank] of a linear layer. */
  a?: string;
  b?: string;
  /** [outputs], added to the bias of the layer, scaled. */
  bBias?: string;
  /** [rank, entries] and [width, rank] of an embedding. */
  embeddingA?: string;
  embeddingB?: string;
  /** Whole copies of its parameters (`weight`, `bias`): parameter -> name. */
  copies: Map<string, string>;
}

const prefix = 'base_model.model.';
const endings = [
  ['.lora_A.weight', 'a'],
  ['.lora_B.weight', 'b'],
  ['.lora_B.bias', 'bBias'],
  ['.lora_embedding_A', 'embeddingA'],
  ['.lora_embedding_B', 'embeddingB'],
] as const;

/**
 * Sorts the tensors of an adapter by the module they belong to.
 * Source: peft 0.21, `get_peft_model_state_dict` (utils/save_and_load.py).
 * @returns name of the module in the model -> its tensors
 * @throws ADAPTER_INVALID, ADAPTER_UNSUPPORTED for a name that PEFT does not give to a LoRA
 */
export function adapterTensors(tensors: ReadonlyMap<string, TensorInfo>): Map<string, ModuleTensors> {
  const modules = new Map<string, ModuleTensors>();
  const of = (module: string): ModuleTensors => {
    const known: ModuleTensors = modules.get(module) ?? { copies: new Map() };
    modules.set(module, known);
    return known;
  };
  for (const name of tensors.keys()) {
    if (!name.startsWith(prefix)) {
      throw new ModelTraceError('ADAPTER_INVALID', `The adapter has tensor ${quoteName(name)}, not "${prefix}…"`, {
        fix: 'Save the adapter with save_pretrained of PEFT.',
      });
    }
    const path = name.slice(prefix.length);
    const ending = endings.find(([end]) => path.endsWith(end));
    if (ending !== undefined) {
      of(path.slice(0, -ending[0].length))[ending[1]] = name;
      continue;
    }
    if (/\.(lora_|modules_to_save|trainable_tokens|token_adapter)/.test(path)) {
      throw new ModelTraceError(
        'ADAPTER_UNSUPPORTED',
        `The adapter has tensor ${quoteName(name)}, of a kind not known`,
        {
          fix: 'Merge the adapter into its base with PEFT and evaluate the whole model.',
        },
      );
    }
    const [, module, parameter] = /^(.+?)(?:\.base_layer)?\.([^.]+)$/.exec(path) ?? [];
    if (module === undefined || of(module).copies.has(parameter)) {
      throw new ModelTraceError('ADAPTER_INVALID', `The adapter has tensor ${quoteName(name)}, which is of no module`);
    }
    of(module).copies.set(parameter, name);
  }
  return modules;
}

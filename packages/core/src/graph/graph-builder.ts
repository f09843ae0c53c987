import {
  type Attribute,
  type ElementType,
  encodeOnnxModel,
  type FloatType,
  type OnnxConstant,
  type OnnxNode,
  type OnnxValue,
} from './onnx-model.ts';

/** Name of a tensor inside a graph. */
export type Value = string & { readonly __value?: never };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** '' (default): ONNX's own operators; `com.microsoft`: those of ONNX Runtime. */
  readonly domain?: string;
  readonly outputs?: number;
}

/** Collects nodes so that a graph can be written as nested function calls, in the order of the formula. */
export interface GraphBuilder {
  /** Number format of weights and activations. */
  readonly dtype: FloatType;
  /** `elementType` where it is not the graph's own format. */
  input(name: string, dims: readonly (number | string)[], elementType?: ElementType): Value;
  /** Adds a node, gives its only output. An empty string leaves an optional input out. */
  node(type: string, inputs: readonly Value[], options?: NodeOptions): Value;
  /** The same for a node with several outputs. */
  nodes(type: string, inputs: readonly Value[], options: NodeOptions & { outputs: number }): Value[];
  /** A number of the graph's dtype. */
  scalar(value: number): Value;
  /** Integers: shapes, axes, split sizes. */
  integers(values: readonly number[]): Value;
  /** `dtype` where it is not the graph's own. */
  output(name: string, value: Value, dims: readonly (number | string)[], dtype?: FloatType): void;
  build(name: string): Uint8Array;
}

/** Operator set 23 brings Attention, RotaryEmbedding and RMSNormalization. */
const opsets = { '': 23, 'com.microsoft': 1 };

const arrays = { float16: Float16Array, float32: Float32Array, float64: Float64Array } as const;

export function graphBuilder({ dtype }: { dtype: FloatType }): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxConstant>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  let values = 0;

  function constant(
    key: string,
    elementType: ElementType,
    array: Float16Array | Float32Array | Float64Array | BigInt64Array,
    dims: number[],
  ) {
    const name = `${elementType}(${key})`;
    const raw = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    constants.set(name, { name, elementType, dims, raw });
    return name;
  }

  const builder: GraphBuilder = {
    dtype,
    input(name, dims, elementType = dtype) {
      inputs.push({ name, elementType, dims });
      return name;
    },
    node: (type, nodeInputs, options = {}) => builder.nodes(type, nodeInputs, { ...options, outputs: 1 })[0],
    nodes(type, nodeInputs, { attributes = {}, domain = '', outputs: count }) {
      const names = Array.from({ length: count }, () => `${type}.${values++}`);
      nodes.push({ type, domain, inputs: nodeInputs, outputs: names, attributes });
      return names;
    },
    scalar: (value) => constant(String(value), dtype, arrays[dtype].of(value), []),
    integers: (list) => constant(list.join(), 'int64', BigInt64Array.from(list, BigInt), [list.length]),
    output(name, value, dims, elementType = dtype) {
      nodes.push({ type: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
      outputs.push({ name, elementType, dims });
    },
    build: (name) => encodeOnnxModel({ name, opsets, nodes, constants: [...constants.values()], inputs, outputs }),
  };
  return builder;
}

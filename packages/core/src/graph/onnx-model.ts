import {
  bytesField,
  concatenate,
  type Field,
  floatField,
  integerField,
  messageField,
  stringField,
} from './protobuf.ts';

/**
 * ONNX messages as plain objects, and their encoding. Field numbers are those of onnx.proto:
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export interface OnnxModel {
  readonly name: string;
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** Number formats that a graph can compute in. */
export type FloatType = 'float16' | 'float32' | 'float64';

export type ElementType = FloatType | 'int32' | 'int64';

export interface OnnxNode {
  readonly type: string;
  /** Operator set; '' is ONNX's own. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** ONNX tells integers from floats: `{ float: 1 }` is not `{ int: 1 }`. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

export interface OnnxConstant {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: readonly number[];
  /** Little-endian elements. */
  readonly raw: Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly elementType: ElementType;
  /** A string names a dimension that is known only when the graph runs. */
  readonly dims: readonly (number | string)[];
}

/** TensorProto.DataType */
const dataType: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, float16: 10, float64: 11 };

/** First IR version that allows operator set 23 (ONNX 1.18). */
const irVersion = 11;

export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  return concatenate([
    integerField(1, irVersion),
    stringField(2, 'model-trace'),
    messageField(7, graphFields(model)),
    ...Object.entries(model.opsets).map(([domain, version]) =>
      messageField(8, [stringField(1, domain), integerField(2, version)]),
    ),
  ]);
}

const graphFields = (model: OnnxModel): Field[] => [
  ...model.nodes.map((node, index) => messageField(1, nodeFields(node, index))),
  stringField(2, model.name),
  ...model.constants.map((constant) => messageField(5, constantFields(constant))),
  ...model.inputs.map((value) => messageField(11, valueFields(value))),
  ...model.outputs.map((value) => messageField(12, valueFields(value))),
];

const nodeFields = (node: OnnxNode, index: number): Field[] => [
  ...node.inputs.map((name) => stringField(1, name)),
  ...node.outputs.map((name) => stringField(2, name)),
  stringField(3, `${node.type}_${index}`),
  stringField(4, node.type),
  ...Object.entries(node.attributes).map(([name, attribute]) => messageField(5, attributeFields(name, attribute))),
  stringField(7, node.domain),
];

/** AttributeProto.AttributeType: FLOAT 1, INT 2, STRING 3, INTS 7. */
function attributeFields(name: string, attribute: Attribute): Field[] {
  if ('float' in attribute) return [stringField(1, name), floatField(2, attribute.float), integerField(20, 1)];
  if ('int' in attribute) return [stringField(1, name), integerField(3, attribute.int), integerField(20, 2)];
  if ('string' in attribute) return [stringField(1, name), stringField(4, attribute.string), integerField(20, 3)];
  return [stringField(1, name), ...attribute.ints.map((value) => integerField(8, value)), integerField(20, 7)];
}

const constantFields = (constant: OnnxConstant): Field[] => [
  ...constant.dims.map((dim) => integerField(1, dim)),
  integerField(2, dataType[constant.elementType]),
  stringField(8, constant.name),
  bytesField(9, constant.raw),
];

const valueFields = (value: OnnxValue): Field[] => [
  stringField(1, value.name),
  messageField(2, [
    messageField(1, [
      integerField(1, dataType[value.elementType]),
      messageField(
        2,
        value.dims.map((dim) =>
          messageField(1, [typeof dim === 'number' ? integerField(1, dim) : stringField(2, dim)]),
        ),
      ),
    ]),
  ]),
];

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Activation } from '../architectures/index.ts';
import { activate } from './activation.ts';
import { errorFunction } from './error-function.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';

async function evaluate(
  dtype: 'float32' | 'float64',
  points: number[],
  formula: (graph: GraphBuilder, x: Value) => Value,
): Promise<number[]> {
  const graph = graphBuilder({ dtype });
  graph.output('y', formula(graph, graph.input('x', [points.length])), [points.length]);
  const session = await InferenceSession.create(graph.build('test'), { graphOptimizationLevel: 'basic' });
  const elements = dtype === 'float32' ? Float32Array.from(points) : Float64Array.from(points);
  const { y } = await session.run({ x: new Tensor(dtype, elements, [points.length]) });
  await session.release();
  return Array.from(y.data as Float64Array);
}

/** erf to 17 digits by mpmath 1.3 with 40 digits. The points stand on both sides of each change of formula. */
const erf: [x: number, erf: number][] = [
  [-6, -1],
  [-4.5, -0.9999999998033839],
  [-4, -0.9999999845827421],
  [-2.3, -0.9988568234026434],
  [-0.46875, -0.49261347321793797],
  [-0.1, -0.1124629160182849],
  [0, 0],
  [1e-8, 1.1283791670955126e-8],
  [0.2, 0.22270258921047847],
  [0.46875, 0.49261347321793797],
  [0.4687501, 0.4926135637972474],
  [1, 0.8427007929497149],
  [2.5, 0.999593047982555],
  [3.9999, 0.9999999845700388],
  [4.0001, 0.9999999845954353],
  [5, 0.9999999999984626],
  [7, 1],
  [30, 1],
];

test('the error function is right to the last digits of a double', async () => {
  const values = await evaluate(
    'float64',
    erf.map(([x]) => x),
    errorFunction,
  );
  for (const [i, [x, expected]] of erf.entries()) {
    assert.ok(
      Math.abs(values[i] - expected) <= 4e-16 * Math.abs(expected),
      `erf(${x}) = ${values[i]}, not ${expected}`,
    );
  }
});

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const formulas: Record<Exclude<Activation, 'gelu'>, (x: number) => number> = {
  'gelu-tanh': (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  'gelu-quick': (x) => x * sigmoid(1.702 * x),
  relu: (x) => Math.max(0, x),
  'relu-squared': (x) => Math.max(0, x) ** 2,
  silu: (x) => x * sigmoid(x),
};
const points = [-20, -3, -1, -0.3, -1e-3, 0, 1e-3, 0.3, 1, 3, 20];

for (const [name, formula] of Object.entries(formulas)) {
  test(`${name} follows its formula in both number formats`, async () => {
    for (const [dtype, tolerance] of [
      ['float32', 1e-6],
      ['float64', 2e-15],
    ] as const) {
      const values = await evaluate(dtype, points, (graph, x) => activate(graph, x, name as Activation));
      for (const [i, x] of points.entries()) {
        assert.ok(
          Math.abs(values[i] - formula(x)) <= tolerance * Math.max(1, Math.abs(x)),
          `${dtype} at ${x}: ${values[i]}`,
        );
      }
    }
  });
}

test('gelu is x times the normal distribution function', async () => {
  const z = erf.map(([x]) => x * Math.SQRT2);
  const doubles = await evaluate('float64', z, (graph, x) => activate(graph, x, 'gelu'));
  const floats = await evaluate('float32', z, (graph, x) => activate(graph, x, 'gelu'));
  for (const [i, [, value]] of erf.entries()) {
    const expected = 0.5 * z[i] * (1 + value);
    assert.ok(Math.abs(doubles[i] - expected) <= 1e-15 * Math.max(1, Math.abs(z[i])));
    assert.ok(Math.abs(floats[i] - expected) <= 1e-6 * Math.max(1, Math.abs(z[i])));
  }
});

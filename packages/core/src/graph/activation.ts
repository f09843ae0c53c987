import type { Activation } from '../architectures/index.ts';
import { errorFunction } from './error-function.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

/** Element-wise non-linearity; formulas at the type `Activation`. */
export function activate(graph: GraphBuilder, x: Value, activation: Activation): Value {
  const add = (a: Value, b: Value) => graph.node('Add', [a, b]);
  const multiply = (a: Value, b: Value) => graph.node('Mul', [a, b]);
  const halfTimesOnePlus = (y: Value) => multiply(multiply(x, graph.scalar(0.5)), add(y, graph.scalar(1)));
  switch (activation) {
    case 'gelu-tanh': {
      if (graph.dtype !== 'float64') return graph.node('FastGelu', [x], { domain: 'com.microsoft' });
      const cube = multiply(x, multiply(x, x));
      const inner = add(x, multiply(cube, graph.scalar(0.044715)));
      return halfTimesOnePlus(graph.node('Tanh', [multiply(inner, graph.scalar(Math.sqrt(2 / Math.PI)))]));
    }
    case 'gelu':
      if (graph.dtype !== 'float64') return graph.node('Gelu', [x]);
      return halfTimesOnePlus(errorFunction(graph, multiply(x, graph.scalar(Math.SQRT1_2))));
    case 'gelu-quick':
      return timesSigmoid(graph, x, 1.702);
    case 'silu':
      return timesSigmoid(graph, x, 1);
    case 'relu':
      return graph.node('Relu', [x]);
    case 'relu-squared': {
      const positive = graph.node('Relu', [x]);
      return multiply(positive, positive);
    }
  }
}

/** x sigmoid(alpha x); in float32 one pass over the data. */
function timesSigmoid(graph: GraphBuilder, x: Value, alpha: number): Value {
  if (graph.dtype !== 'float64') {
    return graph.node('QuickGelu', [x], { domain: 'com.microsoft', attributes: { alpha: { float: alpha } } });
  }
  return graph.node('Mul', [x, graph.node('Sigmoid', [graph.node('Mul', [x, graph.scalar(alpha)])])]);
}

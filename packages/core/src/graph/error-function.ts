import type { GraphBuilder, Value } from './graph-builder.ts';

/**
 * erf(x) in double precision: ONNX Runtime's Erf exists for float32 only. Rational approximations of W. J. Cody,
 * "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), doi:10.1090/S0025-5718-1969-0247736-4;
 * coefficients as in Netlib's `specfun/erf` (CALERF), as the nearest doubles, highest power first.
 * |x| <= 0.46875: x P(x^2) / Q(x^2); up to 4: 1 - exp(-x^2) P(|x|) / Q(|x|); beyond, with z = 1 / x^2:
 * 1 - exp(-x^2) / |x| (1 / sqrt(pi) - z P(z) / Q(z)). All three are computed and the one in range is taken.
 */
export function errorFunction(graph: GraphBuilder, x: Value): Value {
  const op = (type: string, ...inputs: Value[]) => graph.node(type, inputs);
  const { scalar } = graph;
  const magnitude = op('Abs', x);
  const square = op('Mul', x, x);
  const tail = op('Exp', op('Neg', square));

  const small = op('Mul', x, ratio(graph, square, central));

  // Outside its range each branch gets a harmless argument, so that no 0 / 0 is ever computed.
  const moderate = op('Min', magnitude, scalar(4));
  const middle = op('Sub', scalar(1), op('Mul', tail, ratio(graph, moderate, intermediate)));

  const large = op('Max', magnitude, scalar(4));
  const z = op('Reciprocal', op('Mul', large, large));
  const series = op('Sub', scalar(1 / Math.sqrt(Math.PI)), op('Mul', z, ratio(graph, z, asymptotic)));
  const far = op('Sub', scalar(1), op('Mul', op('Div', tail, large), series));

  const outer = op('Where', op('LessOrEqual', magnitude, scalar(4)), middle, far);
  return op('Where', op('LessOrEqual', magnitude, scalar(0.46875)), small, op('Mul', op('Sign', x), outer));
}

interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

const central: Rational = {
  numerator: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  denominator: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
};

const intermediate: Rational = {
  numerator: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  denominator: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
};

const asymptotic: Rational = {
  numerator: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  denominator: [
    1, 2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
  ],
};

const ratio = (graph: GraphBuilder, x: Value, { numerator, denominator }: Rational) =>
  graph.node('Div', [horner(graph, x, numerator), horner(graph, x, denominator)]);

const horner = (graph: GraphBuilder, x: Value, [first, ...rest]: readonly number[]) =>
  rest.reduce(
    (sum, coefficient) => graph.node('Add', [graph.node('Mul', [sum, x]), graph.scalar(coefficient)]),
    graph.scalar(first),
  );

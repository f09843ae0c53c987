import type { GraphBuilder, Value } from './graph-builder.ts';

/**
 * erf(x) in double precision: ONNX Runtime's Erf exists for float32 only. Rational approximations of W. J. Cody,
 * "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), doi:10.1090/S0025-5718-1969-0247736-4;
 * coefficients as in Netlib's `specfun/erf` (CALERF), highest power first.
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
  numerator: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
  ],
  denominator: [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
};

const intermediate: Rational = {
  numerator: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
    8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  ],
  denominator: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};

const asymptotic: Rational = {
  numerator: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  denominator: [
    1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
  ],
};

const ratio = (graph: GraphBuilder, x: Value, { numerator, denominator }: Rational) =>
  graph.node('Div', [horner(graph, x, numerator), horner(graph, x, denominator)]);

const horner = (graph: GraphBuilder, x: Value, [first, ...rest]: readonly number[]) =>
  rest.reduce(
    (sum, coefficient) => graph.node('Add', [graph.node('Mul', [sum, x]), graph.scalar(coefficient)]),
    graph.scalar(first),
  );

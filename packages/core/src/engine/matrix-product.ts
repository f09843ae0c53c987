import { ModelTraceError } from '../errors.ts';
import { productGraph } from '../graph/index.ts';
import { type Device, deviceFor } from './provider.ts';
import { openSession, type Session } from './session.ts';
import { allocate, dtypeOf, tensor } from './tensor.ts';

export interface MatrixProductOptions<Elements extends Float32Array | Float64Array> {
  /** [m, k] row-major, or [k, m] with transposeA. */
  readonly a: Elements;
  /** [k, n] row-major, or [n, k] with transposeB. */
  readonly b: Elements;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** At most eight graphs: two number formats, each operand transposed or not. They live as long as the process. */
const sessions = new Map<string, Promise<Session>>();

/**
 * The matrix product A B on the CPU, in the number format of the operands: [m, n] row-major.
 * O(m k n). 3,072 x 768 x 3,072 takes about 0.15 s in float32 and 0.3 s in float64 on two cores.
 * @throws STATS_SHAPE when an operand has not the stated number of elements
 */
export async function matrixProduct<Elements extends Float32Array | Float64Array>(
  options: MatrixProductOptions<Elements>,
): Promise<Elements> {
  const { a, b, m, k, n, transposeA = false, transposeB = false } = options;
  for (const [name, operand, rows, cols] of [
    ['a', a, m, k],
    ['b', b, k, n],
  ] as const) {
    if (operand.length !== rows * cols) {
      throw new ModelTraceError(
        'STATS_SHAPE',
        `Operand ${name} of a product has ${operand.length} elements, expected ${rows} x ${cols}`,
      );
    }
  }
  const dtype = dtypeOf(a);
  const product = allocate(dtype, m * n);
  if (product.length === 0 || k === 0) return product as Elements;
  const session = await productSession(deviceFor({ provider: 'cpu', computeDtype: dtype }), { transposeA, transposeB });
  await session.run(
    { a: tensor(a, transposeA ? [k, m] : [m, k]), b: tensor(b, transposeB ? [n, k] : [k, n]) },
    { product: tensor(product, [m, n]) },
  );
  return product as Elements;
}

function productSession(device: Device, flags: { transposeA: boolean; transposeB: boolean }): Promise<Session> {
  const key = `${device.dtype} ${flags.transposeA} ${flags.transposeB}`;
  const session = sessions.get(key) ?? openSession(productGraph({ dtype: device.dtype, ...flags }), device);
  sessions.set(key, session);
  return session;
}

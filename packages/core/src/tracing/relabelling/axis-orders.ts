import type { ModelParameter } from '../../architectures/index.ts';
import { ModelTraceError } from '../../errors.ts';
import type { AxisOrders, TensorInfo } from '../../weights/index.ts';
import type { Relabelling } from './relabelling.ts';
import { roleOrder } from './role-order.ts';

/**
 * The order of the indices of every tensor that a relabelling moves.
 * @throws TRACE_RELABELLING_UNSUPPORTED when a tensor serves two places that would have to be ordered differently
 */
export function axisOrders(
  parameters: readonly ModelParameter[],
  { tensors, relabelling }: { tensors: ReadonlyMap<string, TensorInfo>; relabelling: Relabelling },
): Map<string, AxisOrders> {
  const found = new Map<string, Int32Array[]>();
  for (const { tensor, rows, axes, block } of parameters) {
    const { shape } = tensors.get(tensor)!;
    const orders = found.get(tensor) ?? shape.map((size) => new Int32Array(size).fill(-1));
    found.set(tensor, orders);
    for (const [axis, role] of axes.entries()) {
      const [start, end] = axis === 0 && rows !== undefined ? rows : [0, shape[axis]];
      const order = roleOrder(role, { relabelling, block, size: end - start });
      for (let i = start; i < end; i++) {
        const from = start + (order === null ? i - start : order[i - start]);
        if (orders[axis][i] !== -1 && orders[axis][i] !== from) throw conflict(tensor);
        orders[axis][i] = from;
      }
    }
  }
  const moved = new Map<string, AxisOrders>();
  for (const [tensor, orders] of found) {
    const axes = orders.map((order) => (order.every((from, i) => from === i || from === -1) ? null : completed(order)));
    if (axes.some((order) => order !== null)) moved.set(tensor, axes);
  }
  return moved;
}

/** Rows that no parameter names stay where they are. */
const completed = (order: Int32Array): Int32Array => order.map((from, i) => (from === -1 ? i : from));

function conflict(tensor: string): ModelTraceError {
  return new ModelTraceError(
    'TRACE_RELABELLING_UNSUPPORTED',
    `Tensor ${JSON.stringify(tensor)} serves two places of the model whose coordinates are not the same`,
    {
      details: { tensor },
      fix: 'Leave out permutations and alignment: they need a model whose coordinates can be renamed.',
    },
  );
}

import type { AxisRole } from '../../architectures/index.ts';
import { ModelTraceError } from '../../errors.ts';
import type { Relabelling } from './relabelling.ts';

/**
 * The order of one dimension under a relabelling; null: as it is.
 * @param size  of the dimension, or of the rows of it that belong to the parameter
 * @throws STATS_SHAPE when the relabelling is one of another model
 */
export function roleOrder(
  role: AxisRole,
  { relabelling, block, size }: { relabelling: Relabelling; block: number | null; size: number },
): Int32Array | null {
  if (role === 'fixed') return null;
  const order = role === 'residual' ? relabelling.residual : (relabelling.units[block!] ?? null);
  if (order === null) return null;
  const expanded = expandedOrder(role, order);
  if (expanded.length !== size) {
    throw new ModelTraceError(
      'STATS_SHAPE',
      `A relabelling of ${order.length} places does not fit a dimension of ${size}`,
    );
  }
  return expanded;
}

function expandedOrder(role: AxisRole, order: Int32Array): Int32Array {
  const units = order.length;
  switch (role) {
    case 'gate-up-halves':
      return Int32Array.from({ length: 2 * units }, (_, i) => (i < units ? order[i] : units + order[i - units]));
    case 'gate-up-interleaved':
      return Int32Array.from({ length: 2 * units }, (_, i) => 2 * order[i >> 1] + (i & 1));
    default:
      return order;
  }
}

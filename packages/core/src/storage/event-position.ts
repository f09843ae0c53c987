import { ModelTraceError } from '../errors.ts';

/**
 * Where a reader of events is: `<transaction>-<id>` of the last one it has, which is also the id that an event is shown
 * with. Both are 64-bit integers without sign, and events are in the order of the pair.
 */
export type EventPosition = string;

/** Before all events. */
export const firstPosition: EventPosition = '0-0';

const largest = [2n ** 64n - 1n, 2n ** 63n - 1n];

/** @throws VALIDATION_FAILED for a text that is no position */
export function parsePosition(position: EventPosition): { transaction: string; id: string } {
  const [, transaction, id] = /^(\d{1,20})-(\d{1,19})$/.exec(position) ?? [];
  if (id === undefined || BigInt(transaction) > largest[0] || BigInt(id) > largest[1])
    throw new ModelTraceError('VALIDATION_FAILED', `${JSON.stringify(position)} is not the id of an event`, {
      fix: 'Send the id of the last event that arrived, or none.',
    });
  return { transaction, id };
}

/** Below 0: `a` comes first. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  const [first, second] = [parsePosition(a), parsePosition(b)];
  const difference = BigInt(first.transaction) - BigInt(second.transaction) || BigInt(first.id) - BigInt(second.id);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

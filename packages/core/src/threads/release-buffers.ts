import { transferable } from './transferable.ts';

/**
 * Gives back the memory of the typed arrays directly in `value`, which become empty: at once, while a garbage collector may let
 * several matrices of half a gigabyte wait.
 */
export function releaseBuffers(value: unknown): void {
  for (const buffer of transferable(value)) buffer.transfer(0);
}

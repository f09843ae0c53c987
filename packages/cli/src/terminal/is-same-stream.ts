import { fstatSync } from 'node:fs';

/** Whether two descriptors lead to the same pipe, socket or file, as after `2>&1`. */
export function isSameStream(a: number, b: number): boolean {
  try {
    const [one, other] = [fstatSync(a), fstatSync(b)];
    return one.dev === other.dev && one.ino === other.ino;
  } catch {
    return false; // one of them is closed
  }
}

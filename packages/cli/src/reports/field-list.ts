import type { Output } from '../terminal/output.ts';

/** Lines of `name  value`, the values below one another. */
export function fieldList(fields: readonly (readonly [name: string, value: string])[], output: Output): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${output.style('dim', name.padEnd(width))}  ${value}\n`).join('');
}

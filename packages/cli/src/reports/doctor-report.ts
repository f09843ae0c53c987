import type { Check } from '../doctor/check.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

const styles = { ok: 'green', failed: 'red', absent: 'dim' } as const;

/** One line for each check, then what to do about those that did not go well. */
export function doctorReport(checks: readonly Check[], output: Output): string {
  const lines = table(
    checks,
    [
      { heading: 'What', cell: ({ name }) => name },
      { heading: 'State', cell: ({ status }) => output.style(styles[status], status) },
      { heading: 'Found', cell: ({ found }) => found },
    ],
    output,
  );
  const fixes = checks.filter(({ fix }) => fix !== undefined).map(({ name, fix }) => `${name}: ${fix}\n`);
  return fixes.length === 0 ? lines : `${lines}\n${fixes.join('')}`;
}

import type { DryRun } from '@model-trace/client';
import { formatBytes } from '../doctor/format-bytes.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

const colors = { passed: 'green', warned: 'yellow', failed: 'red', skipped: 'dim' } as const;

/** What a submission would be told: a table of the checks, the ways out, and what it would cost. */
export function dryRunReport({ accepted, checks, estimate }: DryRun, output: Output): string {
  const rows = table(
    checks,
    [
      { heading: 'Check', cell: ({ check }) => check },
      { heading: 'Outcome', cell: ({ outcome }) => output.style(colors[outcome], outcome) },
      { heading: 'Code', cell: ({ code }) => code ?? '' },
      { heading: 'Found', optional: true, cell: ({ detail }) => detail },
    ],
    output,
  );
  const fixes = checks
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')
    .map(({ code, detail, fix }) => `${code}: ${detail}${fix === null ? '' : `. ${fix}`}\n`);
  const { readBytes, memoryBytes, seconds, basis } = estimate;
  const size = (bytes: number | null) => (bytes === null ? 'not known' : formatBytes(bytes));
  const cost = [
    `Weights to read: ${size(readBytes)}`,
    `Memory at the peak: ${size(memoryBytes)}`,
    `Seconds of computing: ${seconds === null ? 'not known' : `${seconds} (by ${basis === 'history' ? 'earlier evaluations' : 'measured constants'})`}`,
  ];
  const verdict = accepted ? 'It would be accepted.' : 'It would be refused.';
  return `${rows}\n${fixes.join('')}${fixes.length > 0 ? '\n' : ''}${cost.join('\n')}\n\n${verdict}\n`;
}

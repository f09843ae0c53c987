import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalibrationReport } from '@model-trace/core/evaluation';
import { calibrationMarkdown, calibrationNotes } from './calibration-markdown.ts';
import { calibrationPlot } from './calibration-plot.ts';

/** Writes, for each statistic, its numbers (JSON) and plot (SVG), and one README.md with all. Returns the paths. */
export async function writeCalibrations(out: string, reports: readonly CalibrationReport[]): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const files = reports.flatMap((report): [string, string][] => [
    [`${report.statistic}.json`, calibrationJson(report)],
    [`${report.statistic}.svg`, calibrationPlot(report)],
  ]);
  const sections = reports.map(calibrationMarkdown).join('\n\n');
  files.push(['README.md', `# Null distributions\n\n${calibrationNotes}\n\n${sections}\n`]);
  for (const [name, text] of files) await writeFile(join(out, name), text);
  return files.map(([name]) => join(out, name));
}

/** One line for each pair of blocks, so that changes can be read; six digits, as far as machines agree. */
function calibrationJson({ blocks, ...report }: CalibrationReport): string {
  const digits = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  const head = JSON.stringify(report, digits, 1).slice(0, -2);
  return `${head},\n "blocks": [\n${blocks.map((one) => `  ${JSON.stringify(one, digits)}`).join(',\n')}\n ]\n}\n`;
}

import { ModelTraceError } from '@model-trace/core/errors';
import { maxScanBases, type ScanBase } from '@model-trace/core/results';
import { readTextFile } from './options.ts';

/**
 * Bases from a file with one in each line, a Hub id or a directory, `id@revision` for other than main; lines that are empty
 * or begin with `#` are skipped.
 * @throws USAGE when the file cannot be read, or holds none or too many
 */
export function readBasesFile(path: string): ScanBase[] {
  const lines = readTextFile(path)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0 || lines.length > maxScanBases)
    throw new ModelTraceError('USAGE', `${path} holds ${lines.length} bases`, {
      fix: `Name 1 to ${maxScanBases}, one in each line.`,
    });
  return lines.map((line) => {
    // A directory may have an @ in its name, a Hub id has none.
    const [, model, revision] = /^([\w.-]+(?:\/[\w.-]+)?)@(\S+)$/.exec(line) ?? [];
    return model === undefined ? { model: line } : { model, revision };
  });
}

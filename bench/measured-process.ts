import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface MeasuredRun {
  /** From starting the process to its end, seconds. */
  wallSeconds: number;
  /** Peak resident set, MiB. */
  peakMiB: number;
  stdout: string;
}

const preload = new URL('./report-peak-memory.ts', import.meta.url).href;
export const cli = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));

/** Runs a script in a cold Node process of its own and measures the whole of it. */
export async function measuredNode(options: {
  args: readonly string[];
  workDir: string;
  /** Beside the environment of this process. */
  env?: Record<string, string>;
}): Promise<MeasuredRun> {
  const report = join(options.workDir, `peak-${process.pid}-${performance.now()}`);
  const run = await timed(process.execPath, ['--import', preload, ...options.args], {
    ...options.env,
    MODEL_TRACE_PEAK_MEMORY_FILE: report,
  });
  const peakMiB = Number(await readFile(report, 'utf8')) / 1024;
  await rm(report);
  return { ...run, peakMiB };
}

/** Runs a peer in Python; the script prints JSON, with its own peak memory where that is compared. */
export async function peer(
  python: string,
  script: string,
  args: readonly string[],
): Promise<{ wallSeconds: number; output: Record<string, number> }> {
  const path = fileURLToPath(new URL(`./peers/${script}`, import.meta.url));
  const { wallSeconds, stdout } = await timed(python, [path, ...args], {});
  return { wallSeconds, output: JSON.parse(stdout) };
}

async function timed(command: string, args: readonly string[], env: Record<string, string>) {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return { wallSeconds: (performance.now() - started) / 1000, stdout };
}

import { ModelTraceError } from '@model-trace/core/errors';
import { CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import type { CliConfig } from './config.ts';
import { createProgram } from './program.ts';
import { toCliError } from './server/to-cli-error.ts';
import type { Output } from './terminal/output.ts';

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

export interface Surroundings extends Omit<CommandContext, 'config'> {
  readConfig(): CliConfig;
}

/**
 * Runs one command line and says how the process should exit: 0 done, 1 failed, 2 not understood, 130 and 143 stopped by
 * SIGINT and SIGTERM. With --json a failure is one JSON object on the error stream.
 * @param args  without the program and the script
 */
export async function run(args: readonly string[], { readConfig, ...streams }: Surroundings): Promise<number> {
  const { stderr, signal } = streams;
  let complaint = '';
  const writeErr = (text: string) => {
    complaint += text;
  };
  try {
    const program = createProgram({ ...streams, config: readConfig() }, { writeErr });
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (caught) {
    if (caught instanceof CommanderError && caught.exitCode === 0) return exitCodes.done;
    if (caught instanceof CommanderError && caught.code === 'commander.help') {
      // No command at all: the help is the answer, but nothing was done.
      stderr.write(complaint);
      return exitCodes.usage;
    }
    if (signal.aborted) return signal.reason === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
    const error = caught instanceof CommanderError ? usageError(complaint || caught.message) : toCliError(caught);
    stderr.write(args.includes('--json') ? `${asJson(error)}\n` : asText(error, stderr));
    return error.code === 'USAGE' ? exitCodes.usage : exitCodes.failed;
  }
}

/** Commander writes its complaint first; what follows is help on the command. */
function usageError(complaint: string): ModelTraceError {
  const [first, ...rest] = complaint.trim().split('\n');
  const suggestion = rest.find((line) => line.startsWith('(Did you mean'));
  return new ModelTraceError('USAGE', first.replace(/^error: /, ''), {
    fix: suggestion?.slice(1, -1) ?? 'Run the command with --help to see what it takes.',
  });
}

function asJson({ code, message, fix }: ModelTraceError): string {
  return JSON.stringify({ error: { code, detail: message, fix: fix ?? null } });
}

function asText(error: ModelTraceError, stderr: Output): string {
  const lines = [
    `${stderr.style(['red', 'bold'], 'error')} ${error.message} ${stderr.style('dim', `(${error.code})`)}`,
  ];
  if (error.fix !== undefined) lines.push(`${stderr.style('bold', 'fix')}   ${error.fix}`);
  // Our own failures say where; those of the user's input say what, and a stack would hide it.
  if (error.code === 'INTERNAL' && error.cause instanceof Error)
    lines.push(stderr.style('dim', `${error.cause.stack}`));
  return `${lines.join('\n')}\n`;
}

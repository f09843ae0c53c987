import type { CliConfig } from './config.ts';
import type { Output } from './terminal/output.ts';

/** What every command is given in place of the process. */
export interface CommandContext {
  stdout: Output;
  stderr: Output;
  config: CliConfig;
  /** Aborted with the name of the signal when the user or the system asks us to stop. */
  signal: AbortSignal;
}

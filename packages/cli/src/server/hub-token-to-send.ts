import { ModelTraceError } from '@model-trace/core/errors';
import type { CliConfig } from '../config.ts';

/** The user's token to the Hub, to be sent to a server because they asked for it. @throws USAGE when there is none */
export function hubTokenToSend({ models: { hubToken } }: CliConfig): string {
  if (hubToken !== undefined) return hubToken;
  throw new ModelTraceError('USAGE', 'There is no token to send: HF_TOKEN is not set', {
    fix: 'Set HF_TOKEN to a token that may read the model, or leave --with-hub-token out.',
  });
}

import { ApiError } from '@model-trace/client';
import { type ErrorCode, errorCodes, ModelTraceError, toModelTraceError } from '@model-trace/core/errors';

/** A failure of a server as one of ours; what is ours already, or anybody's, as it is. */
export function toCliError(caught: unknown): ModelTraceError {
  if (!(caught instanceof ApiError)) return toModelTraceError(caught);
  const { code, detail } = caught;
  const options = { fix: caught.fix ?? fixOf(caught), cause: caught };
  if (Object.hasOwn(errorCodes, code)) return new ModelTraceError(code as ErrorCode, detail, options);
  // A server newer than this client may know more codes.
  return new ModelTraceError('INTERNAL', `${detail} (${code})`, { fix: options.fix });
}

function fixOf({ code, status }: ApiError): string | undefined {
  if (code === 'UNAVAILABLE' && status === null)
    return 'Start one with `npx pnpm@12 demo`, or give its address with --url or MODEL_TRACE_URL.';
  if (code === 'KEY_MISSING') return 'Set MODEL_TRACE_API_KEY to a key of that server.';
  return undefined;
}

import { ModelTraceError } from '../errors.ts';
import { quoteId } from './model-id.ts';
import { TransientFailure } from './retry.ts';

export interface HubRequestContext {
  model: string;
  /** The branch, tag or commit asked for. */
  revision: string;
  /** File inside the repository, when one is fetched. */
  path?: string;
  /** Whether a token was sent. */
  authorized: boolean;
  /** Milliseconds since the epoch, to read a Retry-After date. */
  nowMs: number;
}

/**
 * What an unsuccessful answer of the Hub means. A missing repository and a private one look alike on purpose: the Hub
 * answers 401 with `X-Error-Code: RepoNotFound` to both when no token is sent, 404 when one is.
 * Source: huggingface_hub `utils/_http.py`, `hf_raise_for_status`.
 */
export function hubError(response: Response, context: HubRequestContext): ModelTraceError | TransientFailure {
  const { status } = response;
  const code = response.headers.get('x-error-code');
  const said = response.headers.get('x-error-message') ?? '';
  const { model, revision, path, authorized } = context;
  const details = { model, revision, ...(path === undefined ? {} : { path }), status };
  const name = quoteId(model);
  const giveToken = authorized ? 'Check what the token may read.' : 'Set HF_TOKEN to a token that may read it.';

  if (status === 429) {
    const retryAfterMs = retryAfter(response.headers, context.nowMs);
    const error = new ModelTraceError('HUB_RATE_LIMITED', `The Hub asks to slow down (while reading ${name})`, {
      details: { ...details, retryAfterMs },
      fix: authorized ? 'Try again later.' : 'Try again later, or set HF_TOKEN: it raises the limit.',
    });
    return new TransientFailure(error, { retryAfterMs });
  }
  if (status >= 500 || status === 408 || status === 425) {
    return new TransientFailure(
      new ModelTraceError('HUB_UNAVAILABLE', `The Hub answers ${status} for ${name}`, { details }),
      { retryAfterMs: retryAfter(response.headers, context.nowMs) },
    );
  }
  if (code === 'GatedRepo') {
    return new ModelTraceError('MODEL_GATED', `${name} is gated: its owner must grant access first`, {
      details,
      fix: `Ask for access on the page of the model. ${giveToken}`,
    });
  }
  if (status === 401 && /invalid (credentials|username|token)|expired/i.test(said) && authorized) {
    return new ModelTraceError('MODEL_UNAUTHORIZED', 'The Hub refused the access token as unknown or expired', {
      details,
      fix: 'Put a valid token into HF_TOKEN, or remove it.',
    });
  }
  if (code === 'RevisionNotFound') {
    return new ModelTraceError('REVISION_NOT_FOUND', `${name} has no revision ${quoteId(revision)}`, {
      details,
      fix: 'Give a branch, a tag or a full commit hash of that model.',
    });
  }
  if (code === 'EntryNotFound') {
    return new ModelTraceError('FILE_NOT_FOUND', `${name} has no file ${quoteId(path ?? '')} at ${revision}`, {
      details,
    });
  }
  if (code === 'DisabledRepo' || status === 451) {
    return new ModelTraceError('MODEL_NOT_FOUND', `The Hub has disabled access to ${name}`, { details });
  }
  if (status === 403) {
    return new ModelTraceError('MODEL_UNAUTHORIZED', `The Hub does not let this token read ${name}`, {
      details,
      fix: giveToken,
    });
  }
  if (status === 404 || status === 410 || status === 401) {
    return new ModelTraceError('MODEL_NOT_FOUND', `The Hub has no model ${name}, or it is private`, {
      details,
      fix: `Check the spelling. ${giveToken}`,
    });
  }
  return new ModelTraceError('HUB_UNAVAILABLE', `The Hub gives the unexpected answer ${status} for ${name}`, {
    details,
  });
}

/** Pause in milliseconds that `Retry-After` (seconds or a date) or the Hub's `RateLimit: …;t=<seconds>` asks for. */
function retryAfter(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after');
  if (value !== null) {
    const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const seconds = /(?:^|;)\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

import { ApiError } from './api-error.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Problem } from './types.ts';

/** The failure that an answer tells of: its problem document (RFC 9457), or that somebody else answers there. */
export async function problemOf(response: Response): Promise<ApiError> {
  const { status, headers } = response;
  const retryAfter = retryAfterMs(headers);
  const document = await problemDocument(response);
  if (document === null) return notOurs(response);
  const { code, detail, fix, retryable, errors, requestId } = document;
  return new ApiError(code, detail, { status, fix, retryable, errors, requestId, retryAfterMs: retryAfter });
}

/** An answer that no model-trace server gives. Servers in between answer 429 and 5xx in their own words. */
export function notOurs({ status, headers, url }: Response): ApiError {
  const type = headers.get('content-type') ?? 'no content type';
  const passing = status === 429 || status >= 500;
  return new ApiError(
    'UNAVAILABLE',
    `${url ? new URL(url).origin : 'The server'} answers ${status} with ${type}: not a model-trace server`,
    {
      ...{ status, retryable: passing, retryAfterMs: retryAfterMs(headers) },
      fix: passing ? undefined : 'Give the address of a model-trace API.',
    },
  );
}

async function problemDocument(response: Response): Promise<Problem | null> {
  if (!response.headers.get('content-type')?.includes('application/problem+json')) return null;
  try {
    const document = (await response.json()) as Partial<Problem> | null;
    return typeof document?.code === 'string' && typeof document.detail === 'string' ? (document as Problem) : null;
  } catch {
    return null;
  }
}

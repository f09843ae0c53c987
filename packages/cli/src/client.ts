import type { EvaluationResource, LeaderboardEntry } from '@model-trace/api';
import { type ErrorCode, errorCodes, ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationRequest } from '@model-trace/core/results';
import type { LeaderboardTask } from './reports/leaderboard-report.ts';

export interface LeaderboardQuery {
  sort?: string;
  order?: 'asc' | 'desc';
  search?: string;
}

/** The part of the HTTP API that the command line uses. Every call rejects with a ModelTraceError. */
export interface Client {
  submit(request: EvaluationRequest): Promise<EvaluationResource>;
  evaluation(id: string): Promise<EvaluationResource>;
  /** All rows, however many pages they are on. */
  leaderboard(query?: LeaderboardQuery): Promise<LeaderboardEntry[]>;
  leaderboardCsv(query?: LeaderboardQuery): Promise<string>;
  /** The registry of tasks of the server. */
  tasks(): Promise<LeaderboardTask[]>;
}

export interface ClientOptions {
  /** Base address of the server. */
  url: string;
  /** Key to the API, where it asks for one. */
  key?: string;
  signal?: AbortSignal;
  fetch?: typeof fetch;
}

/** No answer of the API takes longer: it looks things up. */
const timeoutMs = 90_000;

export function createClient({ url, key, signal, fetch = globalThis.fetch }: ClientOptions): Client {
  const base = parseUrl(url);
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    let response: Response;
    try {
      response = await fetch(new URL(`.${path}`, base), {
        ...init,
        headers: { ...init.headers, ...authorization },
        signal: AbortSignal.any(signals),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ModelTraceError('UNAVAILABLE', `No server answers at ${url}: ${reason(cause)}`, {
        cause,
        fix: 'Start one with `npx pnpm@12 demo`, or give its address with --url or MODEL_TRACE_URL.',
      });
    }
    if (!response.ok) throw await problem(response, url);
    return response;
  };
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await request(path, init);
    if (!response.headers.get('content-type')?.includes('json')) throw notOurs(response, url);
    return (await response.json()) as T;
  };

  return {
    submit: (body) =>
      json('/v1/evaluations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    evaluation: (id) => json(`/v1/evaluations/${encodeURIComponent(id)}`),
    async leaderboard(query = {}) {
      const entries: LeaderboardEntry[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page: { items: LeaderboardEntry[]; nextCursor: string | null } = await json(
          `/v1/leaderboard?${parameters({ ...query, limit: '200', cursor })}`,
        );
        entries.push(...page.items);
        cursor = page.nextCursor;
      }
      return entries;
    },
    leaderboardCsv: async (query = {}) =>
      (await request(`/v1/leaderboard?${parameters({ ...query, format: 'csv' })}`)).text(),
    tasks: async () => (await json<{ items: LeaderboardTask[] }>('/v1/tasks')).items,
  };
}

function parameters(query: Record<string, string | undefined>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The address with a final slash, so that paths are added to it. */
function parseUrl(url: string): URL {
  const parsed = URL.parse(url.endsWith('/') ? url : `${url}/`);
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new ModelTraceError('USAGE', `"${url}" is not the address of a server`, {
    fix: 'Give one such as http://127.0.0.1:8080.',
  });
}

/** fetch says only "fetch failed"; the cause says what. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

/** The failure that a problem document (RFC 9457) describes. */
async function problem(response: Response, url: string): Promise<ModelTraceError> {
  if (!response.headers.get('content-type')?.includes('application/problem+json')) return notOurs(response, url);
  const { code, detail, fix } = (await response.json()) as { code: string; detail: string; fix?: string };
  if (Object.hasOwn(errorCodes, code)) return new ModelTraceError(code as ErrorCode, detail, { fix });
  return new ModelTraceError('INTERNAL', `${detail} (${code})`, { fix });
}

function notOurs(response: Response, url: string): ModelTraceError {
  const type = response.headers.get('content-type') ?? 'no content type';
  return new ModelTraceError(
    'UNAVAILABLE',
    `${url} answers ${response.status} with ${type}: not a model-trace server`,
    {
      fix: 'Give the address of a model-trace API with --url or MODEL_TRACE_URL.',
    },
  );
}

import { ModelTraceError } from '../errors.ts';
import { type Clock, throwIfAborted } from './clock.ts';
import { type HubRequestContext, hubError } from './hub-error.ts';
import { quoteId } from './model-id.ts';
import { type RetryPolicy, retry, TransientFailure } from './retry.ts';

export interface HubClientOptions {
  endpoint: string;
  token?: string;
  model: string;
  revision: string;
  fetch: typeof fetch;
  clock: Clock;
  retry: RetryPolicy;
  /** Longest silence before a connection counts as cut. */
  idleTimeoutMs: number;
}

export interface HubStream {
  response: Response;
  /** The body, chunk by chunk. @throws TransientFailure when the connection breaks, falls silent or only drips */
  chunks: AsyncIterable<Uint8Array>;
  /** Gives up a body of which nothing was read: the connection is closed, the rest never sent. */
  discard(): Promise<void>;
  /** Scheme and host that answered. */
  origin: string;
}

/** Where a file lies for some time: a signed address of the storage, or the Hub's own. */
export interface FileAddress {
  url: string;
  /** What the Hub itself said about the file: `x-repo-commit`, `x-linked-etag`, `x-linked-size`. */
  headers: Headers;
}

/** All traffic with one Hub about one model: token, redirects, silence, retries and what failures mean. */
export interface HubClient {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  /** For @huggingface/hub: whole answers, bounded in size, retried. */
  apiFetch(signal?: AbortSignal): typeof fetch;
  /** One attempt at a file, redirects followed. @throws TransientFailure, ModelTraceError */
  stream(
    url: string,
    request: { path: string; headers: Record<string, string>; signal?: AbortSignal },
  ): Promise<HubStream>;
  /** One attempt to ask the Hub where it would send a reader of the file. @throws TransientFailure, ModelTraceError */
  locate(url: string, request: { path: string; signal?: AbortSignal }): Promise<FileAddress>;
}

/** A page of the tree lists 1,000 files in under 1 MB; the info of a model with many files reaches some MB. */
const maxApiBytes = 32 * 1024 * 1024;
/** The Hub needs two: a renamed repository, then the storage of large files. */
const maxRedirects = 5;
/** A connection must bring this much, or its end, per idle timeout: one byte a minute would hold a worker for ever. */
const minProgressBytes = 16 * 1024;

interface SendOptions {
  path?: string;
  headers: Record<string, string>;
  signal?: AbortSignal;
  method?: 'GET' | 'HEAD';
  /** Where a redirect away from the Hub ends: at what is behind it, or at the redirect itself. */
  follow?: 'all' | 'hub';
}

interface Sent extends HubStream {
  url: URL;
}

/** @throws HUB_UNAVAILABLE for an endpoint, MODEL_UNAUTHORIZED for a token that cannot be sent. */
export function createHubClient(options: HubClientOptions): HubClient {
  const { token, model, revision, clock, idleTimeoutMs } = options;
  const { endpoint, origin } = checkEndpoint(options.endpoint);
  // fetch would refuse it too, with the token in its message.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new ModelTraceError('MODEL_UNAUTHORIZED', 'The access token of the Hub has a space or a control character', {
      fix: 'Check HF_TOKEN for a stray line break or quote.',
    });
  }
  const context = (path?: string): HubRequestContext => ({
    model,
    revision,
    path,
    authorized: token !== undefined,
    nowMs: clock.now(),
  });

  function unreachable(url: URL, reason: string, cause?: unknown): TransientFailure {
    // The host only: a signed address of the storage is a credential too.
    const message = `The Hub cannot be reached (${url.host}: ${reason}, while reading ${quoteId(model)})`;
    return new TransientFailure(
      new ModelTraceError('HUB_UNAVAILABLE', message, { cause, details: { model, host: url.host } }),
    );
  }

  async function send(start: string, request: SendOptions): Promise<Sent> {
    const { method = 'GET', follow = 'all' } = request;
    const silence = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, silence.signal]) : silence.signal;
    let url = new URL(start);
    let timer: NodeJS.Timeout | undefined;
    let patienceMs = idleTimeoutMs;
    let listeningSince = 0;
    const listen = () => {
      clearTimeout(timer);
      listeningSince = performance.now();
      timer = setTimeout(() => silence.abort(), patienceMs);
      timer.unref();
    };
    const failure = (caught: unknown) => {
      throwIfAborted(request.signal);
      if (silence.signal.aborted) return unreachable(url, `next to silent for ${idleTimeoutMs} ms`);
      const cause = (caught as Error).cause as NodeJS.ErrnoException | undefined;
      return unreachable(url, cause?.code ?? cause?.message ?? (caught as Error).message, caught);
    };

    let response: Response;
    try {
      listen();
      for (let redirects = 0; ; redirects++) {
        const headers = new Headers({ 'user-agent': 'model-trace', ...request.headers });
        // Only the Hub itself may see the token: it redirects large files to a storage of another owner.
        if (token !== undefined && url.origin === origin) headers.set('authorization', `Bearer ${token}`);
        response = await options.fetch(url.href, { method, headers, signal, redirect: 'manual' });
        const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
        if (location === null) break;
        await response.body?.cancel();
        const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
        const insecure = url.protocol === 'https:' && next?.protocol !== 'https:';
        if (next === null || insecure || !/^https?:$/.test(next.protocol) || redirects === maxRedirects) {
          throw new ModelTraceError(
            'HUB_UNAVAILABLE',
            `${url.host} redirects ${redirects === maxRedirects ? 'without end' : 'to an address that is not allowed'}`,
          );
        }
        if (follow === 'hub' && next.origin !== origin) {
          clearTimeout(timer);
          return { response, chunks: nothing(), discard: async () => undefined, origin, url: next };
        }
        url = next;
      }
    } catch (caught) {
      clearTimeout(timer);
      throw caught instanceof ModelTraceError ? caught : failure(caught);
    }

    if (!response.ok && response.status !== 416) {
      clearTimeout(timer);
      await response.body?.cancel();
      // A signed address of the storage may have expired, or its server be ill: the Hub itself has agreed already.
      throw url.origin === origin || response.status === 429
        ? hubError(response, context(request.path))
        : unreachable(url, `status ${response.status}`);
    }
    async function* chunks() {
      let sinceBytes = 0;
      try {
        for await (const chunk of response.body ?? []) {
          clearTimeout(timer);
          // Only waiting for the network counts, not what the reader does meanwhile.
          patienceMs = Math.max(0, patienceMs - (performance.now() - listeningSince));
          sinceBytes += chunk.byteLength;
          if (sinceBytes >= minProgressBytes) {
            sinceBytes = 0;
            patienceMs = idleTimeoutMs;
          }
          yield chunk;
          listen();
        }
      } catch (caught) {
        throw failure(caught);
      } finally {
        clearTimeout(timer);
      }
    }
    const discard = async () => {
      clearTimeout(timer);
      await response.body?.cancel();
    };
    return { response, chunks: chunks(), discard, origin: url.origin, url };
  }

  async function whole(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
    const { response, chunks } = await send(url, { headers, signal });
    const parts: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of chunks) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxApiBytes) {
        throw new ModelTraceError(
          'FILE_TOO_LARGE',
          `The Hub's answer about ${quoteId(model)} is over ${maxApiBytes} bytes`,
        );
      }
      parts.push(chunk);
    }
    return new Response(Buffer.concat(parts), { status: response.status, headers: response.headers });
  }

  return {
    endpoint,
    clock,
    policy: options.retry,
    apiFetch: (signal) => (input, init) =>
      retry(() => whole(String(input), Object.fromEntries(new Headers(init?.headers)), signal), {
        policy: options.retry,
        clock,
        signal,
      }),
    stream: send,
    // By HEAD, as huggingface_hub does: an address signed for a GET with a range may be good for that range only.
    async locate(url, request) {
      const headers = { 'accept-encoding': 'identity' };
      const found = await send(url, { ...request, headers, method: 'HEAD', follow: 'hub' });
      await found.discard();
      return { url: found.url.href, headers: found.response.headers };
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function checkEndpoint(text: string): { endpoint: string; origin: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new ModelTraceError('HUB_UNAVAILABLE', 'The endpoint of the Hub is not an http or https address', {
      fix: 'Set HF_ENDPOINT to an address such as https://huggingface.co, without user and password.',
    });
  }
  return { endpoint: (url.origin + url.pathname).replace(/\/+$/, ''), origin: url.origin };
}

import openApiFetch from 'openapi-fetch';
import { ApiError } from './api-error.ts';
import { type EvaluationEvent, followEvents } from './follow-events.ts';
import { pages } from './pages.ts';
import { retryAfterMs } from './retry-after.ts';
import { defaultRetry, type RequestSettings, type RetryOptions, retryingFetch } from './retrying-fetch.ts';
import type { components, paths } from './schema.ts';
import type {
  Base,
  BatchOutcome,
  Corpus,
  DryRun,
  Evaluation,
  EvaluationQuery,
  EvaluationRequest,
  EvaluationSummary,
  EventType,
  LeaderboardEntry,
  LeaderboardQuery,
  LineageGraph,
  LineageQuery,
  Page,
  PageConfig,
  PageQuery,
  ScanRequest,
  SubmittedEvaluation,
  Task,
} from './types.ts';
import { type WaitOptions, waitFor } from './wait-for.ts';

export interface ClientOptions {
  /** Address of the service; a path in it stays. */
  baseUrl: string;
  /** Key to the API, where it asks for one. */
  apiKey?: string;
  /** The submitter's own token to the Hub, for private and gated models; goes with submissions only. */
  hubToken?: string;
  /** Ends every request and wait of this client. */
  signal?: AbortSignal;
  fetch?: (request: Request) => Promise<Response>;
  retry?: Partial<RetryOptions>;
}

export type ExportFormat = 'csv' | 'jsonl';

export interface SubmitOptions {
  /** Default: a new one for each call, the same for each try of it. */
  idempotencyKey?: string;
  /** Time it may take, `90s`, `10m` or `2h`: not finished by then it is `expired`. */
  cancelAfter?: string;
}

export interface EventsOptions {
  /** Go on after this event. */
  lastEventId?: string;
  signal?: AbortSignal;
}

/** The HTTP API. Every call rejects with an ApiError, or with the reason of the signal. */
export interface Client {
  /** @param options.waitSeconds  answer when it has ended, or after so long, at most 60 */
  submit(request: EvaluationRequest, options?: SubmitOptions & { waitSeconds?: number }): Promise<SubmittedEvaluation>;
  /** What a submission would be told, and what it would cost; nothing is stored. */
  dryRun(request: EvaluationRequest, signal?: AbortSignal): Promise<DryRun>;
  /** Up to 1,000, each with its own outcome, in their order. */
  submitBatch(requests: readonly EvaluationRequest[], options?: SubmitOptions): Promise<BatchOutcome[]>;
  /** Tests a model against many bases: an evaluation with the task `scan`. */
  scan(request: ScanRequest, options?: SubmitOptions & { waitSeconds?: number }): Promise<SubmittedEvaluation>;
  /** Models that scans test others against. */
  bases(): Promise<Base[]>;
  /** The base that is there already when the model is, at the same commit. */
  addBase(base: { model: string; revision?: string }): Promise<Base>;
  removeBase(id: string): Promise<void>;
  evaluation(id: string): Promise<Evaluation>;
  /** All that match, newest first, however many pages they are on. */
  evaluations(query?: EvaluationQuery): AsyncGenerator<EvaluationSummary, void, undefined>;
  /** All rows, however many pages they are on. */
  leaderboard(query?: LeaderboardQuery): AsyncGenerator<LeaderboardEntry, void, undefined>;
  /** The graph of derived-from edges, however many pages it is on. */
  lineage(query?: LineageQuery): Promise<Pick<LineageGraph, 'nodes' | 'edges'>>;
  /** It in the DOT language: the newest 1,000 edges at the most, `complete` says whether there are no more. */
  lineageDot(query?: LineageQuery): Promise<{ dot: string; complete: boolean }>;
  /** One page of those lists, for who shows some at a time. */
  evaluationPage(query?: EvaluationQuery & PageQuery, signal?: AbortSignal): Promise<Page<EvaluationSummary>>;
  leaderboardPage(query?: LeaderboardQuery & PageQuery, signal?: AbortSignal): Promise<Page<LeaderboardEntry>>;
  /** All that match in one answer, to be read while it comes. */
  exportEvaluations(query: EvaluationQuery & { format: ExportFormat }): Promise<ReadableStream<Uint8Array>>;
  exportLeaderboard(query: LeaderboardQuery & { format: ExportFormat }): Promise<ReadableStream<Uint8Array>>;
  cancel(id: string): Promise<Evaluation>;
  retry(id: string, options?: Pick<SubmitOptions, 'cancelAfter'>): Promise<Evaluation>;
  /** The evaluation when it is finished, whatever became of it. */
  waitFor(id: string, options?: WaitOptions): Promise<Evaluation>;
  /** What happens to it, until it ends. Connects again by itself, after the last event that arrived. */
  events(id: string, options?: EventsOptions): AsyncGenerator<EvaluationEvent, void, undefined>;
  /** What happens to any evaluation, from now on or after an event; does not end by itself. */
  allEvents(options?: EventsOptions & { types?: EventType[] }): AsyncGenerator<EvaluationEvent, void, undefined>;
  /** What can be measured, in the order of the columns. */
  tasks(): Promise<Task[]>;
  /** Texts that a perplexity can be measured on, beside the fixed passage. */
  corpora(): Promise<Corpus[]>;
  /** What the operator says on the web page. */
  pageConfig(): Promise<PageConfig>;
}

/** Rows of a page: as many as are given. */
const limit = 200;
const edgesOfPage = 1000;
/** Who waits has time: a service that restarts is back within half a minute. */
const patient = { attempts: 10 };

export function createClient(options: ClientOptions): Client {
  const { apiKey, hubToken, signal, fetch = globalThis.fetch, retry } = options;
  const base = parseUrl(options.baseUrl);
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const sending =
    (more: Partial<RequestSettings> = {}) =>
    (request: Request) =>
      retryingFetch(request, {
        ...{ ...defaultRetry, ...retry, fetch: (each: Request) => fetch(each) },
        ...{ repetition: 'repeat', expects: 'json', ...more, signal: either(signal, more.signal) },
      });
  const api = openApiFetch<paths>({ baseUrl: base, headers, fetch: sending() });
  const one = (id: string) => ({ path: { id } });
  const look = async (id: string, how?: Partial<RequestSettings>) => {
    const { data, response } = await api.GET('/v1/evaluations/{id}', {
      ...{ params: one(id), fetch: sending(how) },
    });
    return { evaluation: data!, retryAfterMs: retryAfterMs(response.headers) };
  };
  const tokenHeader = hubToken === undefined ? {} : { 'x-hub-token': hubToken };
  const submitHeaders = ({ idempotencyKey = newKey(), cancelAfter }: SubmitOptions = {}) => ({
    'idempotency-key': idempotencyKey,
    ...tokenHeader,
    ...(cancelAfter === undefined ? {} : { 'cancel-after': cancelAfter }),
  });

  const eventsOf = (id: string) => `./v1/evaluations/${encodeURIComponent(id)}/events`;
  const follow = (
    path: string,
    { lastEventId, signal: own, untilEnd }: EventsOptions & { untilEnd: boolean },
    how: Partial<RequestSettings> = {},
  ) => {
    const url = new URL(path, `${base}/`);
    const open = (after: string | undefined) => {
      const place: Record<string, string> = after === undefined ? {} : { 'last-event-id': after };
      const request = new Request(url, { headers: { ...headers, accept: 'text/event-stream', ...place } });
      return sending({ ...patient, expects: 'event-stream', signal: own, ...how })(request);
    };
    return followEvents({ open, lastEventId, untilEnd, signal: either(signal, own) });
  };

  return {
    async submit(body, options) {
      const prefer = options?.waitSeconds === undefined ? {} : { prefer: `wait=${options.waitSeconds}` };
      const header = { ...submitHeaders(options), ...prefer };
      return (await api.POST('/v1/evaluations', { params: { header }, body })).data as SubmittedEvaluation;
    },
    async dryRun(body, own) {
      const params = { query: { dryRun: true as const }, header: tokenHeader };
      return (await api.POST('/v1/evaluations', { params, body, fetch: sending({ signal: own }) })).data as DryRun;
    },
    async submitBatch(items, options) {
      const header = submitHeaders(options);
      const { data } = await api.POST('/v1/evaluations:batch', { params: { header }, body: { items: [...items] } });
      return data!.items;
    },
    async scan(body, options) {
      const prefer = options?.waitSeconds === undefined ? {} : { prefer: `wait=${options.waitSeconds}` };
      const header = { ...submitHeaders(options), ...prefer };
      return (await api.POST('/v1/scans', { params: { header }, body })).data!;
    },
    bases: async () => (await api.GET('/v1/bases')).data!.items,
    addBase: async (body) => (await api.POST('/v1/bases', { body })).data!,
    removeBase: async (id) => void (await api.DELETE('/v1/bases/{id}', { params: one(id) })),
    evaluation: async (id) => (await look(id)).evaluation,
    evaluations: (query) =>
      pages(async (cursor) => {
        const params = { query: { ...query, cursor, limit } };
        return (await api.GET('/v1/evaluations', { params })).data!;
      }),
    leaderboard: (query) =>
      pages(async (cursor) => {
        const params = { query: { ...query, cursor, limit } };
        return (await api.GET('/v1/leaderboard', { params })).data as components['schemas']['LeaderboardPage'];
      }),
    async lineage(query) {
      const nodes = new Map<string, LineageGraph['nodes'][number]>();
      const edges: LineageGraph['edges'] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const params = { query: { ...query, cursor, limit: edgesOfPage } };
        const page: LineageGraph = (await api.GET('/v1/lineage', { params })).data as LineageGraph;
        for (const node of page.nodes) nodes.set(node.id, node);
        edges.push(...page.edges);
        cursor = page.nextCursor;
      }
      return { nodes: [...nodes.values()], edges };
    },
    async lineageDot(query) {
      const params = { query: { ...query, format: 'dot' as const, limit: edgesOfPage } };
      const sent = { params, parseAs: 'text' as const, fetch: sending({ expects: 'graphviz' }) };
      const { data, response } = await api.GET('/v1/lineage', sent);
      return { dot: data as string, complete: !response.headers.has('link') };
    },
    async evaluationPage(query, own) {
      return (await api.GET('/v1/evaluations', { params: { query }, fetch: sending({ signal: own }) })).data!;
    },
    async leaderboardPage(query, own) {
      const { data } = await api.GET('/v1/leaderboard', { params: { query }, fetch: sending({ signal: own }) });
      return data as components['schemas']['LeaderboardPage'];
    },
    async exportEvaluations(query) {
      const sent = { params: { query }, parseAs: 'stream' as const, fetch: sending({ expects: query.format }) };
      return (await api.GET('/v1/evaluations:export', sent)).data as ReadableStream<Uint8Array>;
    },
    async exportLeaderboard(query) {
      const sent = { params: { query }, parseAs: 'stream' as const, fetch: sending({ expects: query.format }) };
      return (await api.GET('/v1/leaderboard', sent)).data as ReadableStream<Uint8Array>;
    },
    // Canceling twice is canceling once.
    cancel: async (id) => (await api.POST('/v1/evaluations/{id}/cancel', { params: one(id) })).data!,
    async retry(id, { cancelAfter } = {}) {
      const header = { ...tokenHeader, ...(cancelAfter === undefined ? {} : { 'cancel-after': cancelAfter }) };
      const params = { ...one(id), header };
      const fetch = sending({ repetition: 'refusedOnly' });
      return (await api.POST('/v1/evaluations/{id}/retry', { params, fetch })).data!;
    },
    waitFor: (id, options = {}) =>
      waitFor(
        id,
        { ...options, signal: either(signal, options.signal) },
        {
          evaluation: () => look(id, { ...patient, signal: options.signal }),
          // Too many streams already: it can ask instead.
          events: (stop) => follow(eventsOf(id), { signal: stop, untilEnd: true }, { tellAtOnce: [429] }),
        },
      ),
    events: (id, options) => follow(eventsOf(id), { ...options, untilEnd: true }),
    allEvents: ({ types = [], ...options } = {}) => {
      const query = new URLSearchParams(types.map((type): [string, string] => ['type', type]));
      return follow(`./v1/events?${query}`, { ...options, untilEnd: false });
    },
    tasks: async () => (await api.GET('/v1/tasks')).data!.items,
    corpora: async () => (await api.GET('/v1/corpora')).data!.items,
    pageConfig: async () => (await api.GET('/config.json')).data!,
  };
}

/** The address without its final slash. */
function parseUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && /^https?:$/.test(parsed.protocol))
    return `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, '');
  throw new ApiError('USAGE', `"${url}" is not the address of a server`, {
    fix: 'Give one such as http://127.0.0.1:8080.',
  });
}

function either(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((one) => one !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}

/** 128 random bits. Not randomUUID: browsers have it on secure pages only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

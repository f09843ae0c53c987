import compress from '@fastify/compress';
import { type CorpusRegistry, corpusRegistry } from '@model-trace/core/corpora';
import type { EvaluationQueue } from '@model-trace/core/queue';
import type { SecretBox } from '@model-trace/core/secrets';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { queueBoard } from './admin/queue-board.ts';
import { type AdministeredQueue, adminRoutes } from './admin/routes.ts';
import type { ApiStore } from './api-store.ts';
import { authenticate } from './auth/authenticate.ts';
import type { Keys } from './auth/key-cache.ts';
import { addScopes } from './auth/route-scope.ts';
import { baseRoutes } from './bases/routes.ts';
import { defaultPolicy, type SubmissionPolicy } from './checks/submission-policy.ts';
import { corpusRoutes } from './corpora/routes.ts';
import { registerDocumentation } from './docs/openapi.ts';
import type { ModelAccess } from './evaluations/model-access.ts';
import { evaluationRoutes } from './evaluations/routes.ts';
import type { Dispatcher } from './evaluations/submit-evaluation.ts';
import type { EventReader } from './events/event-feed.ts';
import { eventRoutes, type StreamLimits } from './events/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { endConnectionsWhenClosing } from './http/end-connections-when-closing.ts';
import { tagCodings } from './http/entity-tags.ts';
import { limitAnswerTime } from './http/limit-answer-time.ts';
import { refuseCrossSite } from './http/refuse-cross-site.ts';
import { refuseLongUrls } from './http/refuse-long-urls.ts';
import { requestId } from './http/request-id.ts';
import { RequestLog } from './http/request-log.ts';
import { setResponseHeaders } from './http/response-headers.ts';
import { serializerCompiler } from './http/serializer-compiler.ts';
import { leaderboardRoutes } from './leaderboard/routes.ts';
import { limits } from './limits.ts';
import { lineageRoutes } from './lineage/routes.ts';
import type { BuiltPage } from './page/built-page.ts';
import { pageConfigRoutes } from './page/config-routes.ts';
import { defaultTexts, type PageTexts } from './page/page-config.ts';
import { type PageRoutes, pageRoutes } from './page/page-routes.ts';
import { clientErrorHandler } from './problems/client-error-handler.ts';
import { errorRoutes } from './problems/error-routes.ts';
import { registerProblemHandlers, sendProblem } from './problems/problem-handlers.ts';
import { limitRequests, requestCounters } from './rate-limits/limit-requests.ts';
import { sendRateLimitHeaders } from './rate-limits/rate-limit-headers.ts';
import type { SubmissionLimits } from './rate-limits/submitter.ts';
import { taskRoutes } from './tasks/routes.ts';
import { validatorCompiler } from './validation/validator-compiler.ts';
import { type Webhooks, webhookRoutes } from './webhooks/routes.ts';

export interface AppOptions {
  store: ApiStore;
  queue: Dispatcher & AdministeredQueue & Pick<EvaluationQueue, 'bull'>;
  models: ModelAccess;
  events: EventReader;
  webhooks: Webhooks;
  /** Takes webhooks of private networks, and http; default false. */
  webhookAllowPrivate?: boolean;
  /** Whoever asks must bring one of them; null or absent: anybody may. */
  keys?: Keys | null;
  /** Keeps Hub tokens of submitters; null or absent: none are taken. */
  secrets?: SecretBox | null;
  /** What the operator asks of submissions; little when absent. */
  policy?: SubmissionPolicy;
  /** Requests in a minute by key, or by address where there is none; absent: any number. */
  requestsPerMinute?: number;
  submissionLimits?: SubmissionLimits;
  /** Corpora that submissions may name; none when absent. */
  corpora?: CorpusRegistry;
  /** Silent when absent. */
  logger?: FastifyBaseLogger;
  bodyLimitBytes?: number;
  /** Whose X-Forwarded-* headers are believed: nobody's, everybody's, or those of these addresses. */
  trustProxy?: boolean | string;
  /** Limits of event streams that differ from `limits`. */
  streams?: Partial<StreamLimits>;
  /** The web page; none when absent, and `/` leads to the documentation. */
  page?: BuiltPage | null;
  /** What the operator says on it. */
  pageTexts?: () => PageTexts;
  /** Version of the service, for its OpenAPI document. */
  version?: string;
}

/** Builds the service from what it needs. Nothing outside is touched: no environment, no signals, no port. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { store, queue, models, logger, bodyLimitBytes = limits.bodyBytes, trustProxy = false } = options;
  const corpora = options.corpora ?? corpusRegistry(null);
  const app: FastifyInstance = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    logController: new RequestLog(),
    genReqId: requestId,
    bodyLimit: bodyLimitBytes,
    trustProxy,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    // A request that still arrives on an open connection while we shut down is answered, then the connection closes.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: limits.headerBytes },
    routerOptions: { maxParamLength: limits.pathParameterChars },
    // These come before any route is known, so no hook has run.
    frameworkErrors: (error, request, reply) => {
      setResponseHeaders(request, reply);
      sendProblem(error, request, reply);
    },
    clientErrorHandler,
  });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  acceptOnlyJson(app);
  app.addHook('onRequest', (request, reply, done) => {
    setResponseHeaders(request, reply);
    done();
  });
  app.decorateRequest('apiKey', null);
  app.decorateRequest('logFields', null);
  addScopes(app);
  limitAnswerTime(app);
  refuseLongUrls(app);
  refuseCrossSite(app);
  sendRateLimitHeaders(app);
  const { requestsPerMinute: perMinute } = options;
  const counters = perMinute === undefined ? null : await requestCounters(app, { perMinute });
  if (options.keys) authenticate(app, options.keys, { onRefused: counters?.byAddress });
  if (counters !== null) limitRequests(app, counters);
  endConnectionsWhenClosing(app);
  let pages: PageRoutes | undefined;
  registerProblemHandlers(app, { notFound: (...each) => pages?.notFound(...each) ?? false });
  // Answers only: a body that unfolds into much more than was sent is not taken. Event streams are left alone.
  await app.register(compress, { encodings: ['br', 'gzip'], globalDecompression: false });
  tagCodings(app);
  await registerDocumentation(app, { version: options.version ?? '0.0.0', atRoot: !options.page });
  await app.register(baseRoutes, { store, models, policy: options.policy ?? defaultPolicy });
  await app.register(evaluationRoutes, {
    ...{ store, queue, models, corpora },
    submissionLimits: options.submissionLimits ?? {},
    secrets: options.secrets ?? null,
    policy: options.policy ?? defaultPolicy,
    webhookSettings: { secrets: options.secrets ?? null, allowPrivate: options.webhookAllowPrivate ?? false },
  });
  await app.register(adminRoutes, { administration: store.administration, queue });
  await queueBoard(app, { queue });
  await app.register(webhookRoutes, {
    ...{ webhooks: options.webhooks, secrets: options.secrets ?? null },
    allowPrivate: options.webhookAllowPrivate ?? false,
  });
  await app.register(eventRoutes, { events: options.events, streams: options.streams });
  await app.register(leaderboardRoutes, { store });
  await app.register(lineageRoutes, { store });
  await app.register(taskRoutes);
  await app.register(corpusRoutes, { corpora });
  await app.register(errorRoutes);
  await app.register(healthRoutes, { store, queue });
  const { page, pageTexts = () => defaultTexts } = options;
  const pageConfig = () => ({ ...pageTexts(), keysRequired: Boolean(options.keys) });
  await app.register(pageConfigRoutes, { config: pageConfig });
  if (page) pages = await pageRoutes(app, { page, config: pageConfig });
  return app;
}

/** Bodies are JSON. An empty one is the absence of a body, as for `cancel`, whatever Content-Type a client always sends. */
function acceptOnlyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body as string, done);
  });
}

/** What one request may cost, and why. Deployments change `bodyBytes` by BODY_LIMIT; the others follow from the API. */
export const limits = {
  /** The largest honest request (two 512-character ids, two revisions, escapes) is under 8 KiB. */
  bodyBytes: 16 * 1024,
  /** Submissions of one batch, each as large as a single one may be at the most. */
  batchItems: 1_000,
  /** 1,000 ids of bases, and room for what a submission has besides. */
  scanBodyBytes: 1024 * 1024,
  batchBodyBytes: 8 * 1024 * 1024,
  /** Items of a batch that are looked up at a time: the Hub is somebody else's. */
  batchConcurrency: 16,
  /** After that the rest of a batch is accepted as it is, and resolved by workers. */
  batchResolveTimeoutMs: 45_000,
  batchTimeoutMs: 90_000,
  /** `Prefer: wait` at the most, how often what is waited for is looked at, and the whole of such a request. */
  waitSeconds: 60,
  waitPollMs: 100,
  submitTimeoutMs: 130_000,
  /** `Cancel-After` at the most: 30 days. */
  cancelAfterSeconds: 30 * 24 * 3600,
  /** A request with an Idempotency-Key that stored nothing for so long has died: longer than looking models up takes. */
  idempotencyLeaseMs: 35_000,
  /** Evaluations before one are counted so far when it is read, and when it is submitted, which happens more often. */
  queuePositionAtMost: 10_000,
  queuePositionAtSubmission: 1_000,
  /** A queue longer than that does not become short in so little time. */
  longQueueMs: 250,
  /** How fast the queue moves does not change faster. */
  queuePaceMs: 2_000,
  /** How often evaluations past their deadline are looked for. */
  expireMs: 1_000,
  /** Priorities that may be asked for. */
  priority: { minimum: -100, maximum: 100 },
  /** Node's own default for all headers together: enough for proxies that add a few. */
  headerBytes: 16 * 1024,
  /** The longest honest query (a model id, a cursor, filters, escapes) is under 5 KiB; RFC 9110 asks for 8,000 at least. */
  urlChars: 8192,
  /** An id is a UUID of 36 characters. */
  pathParameterChars: 100,
  /** A page of 200 leaderboard rows is about 100 kB of JSON. */
  pageItems: 200,
  defaultPageItems: 50,
  /** Edges of one page of the lineage, some 600 bytes each, and how far from a model they may be. */
  lineageEdges: 1_000,
  lineageSteps: 4,
  /** Rows read from the database at a time while a table is streamed: some 2 MB with the results of traces. */
  exportPageItems: 200,
  /** The whole request must have arrived: bodies are small, so only a stalled client takes longer. */
  requestTimeoutMs: 30_000,
  /** Answers are lookups; only the Hub can be slow, and it has its own limit below. */
  handlerTimeoutMs: 60_000,
  /** How often answers that take too long are looked for. */
  answerLookMs: 1_000,
  /** A whole table over a slow line: it is cut then, if not done. */
  exportTimeoutMs: 3_600_000,
  /** Just longer than the 60 s that load balancers keep idle connections, so that they close first. */
  keepAliveTimeoutMs: 72_000,
  /** Looking a model up is a few small requests; a slower Hub is left to the worker. */
  resolveTimeoutMs: 15_000,
  /** How long, and of how many directories, what was read is kept while none of their files changes. */
  knownDirectoryMs: 5_000,
  /** A directory that was seen so recently is not looked at again: what changes in it may as well change after the answer. */
  directoryLookMs: 100,
  knownDirectories: 100,
  /** Tries of one request to the Hub while a user waits; the worker is more patient. */
  resolveAttempts: 2,
  /** config.json of the largest published models is under 100 kB. */
  configBytes: 4 * 1024 * 1024,
  /** A queue that does not answer must not hold the request: its row is stored, the sweeper enqueues it. */
  enqueueTimeoutMs: 3_000,
  /** Readiness probes usually give up after a few seconds. */
  healthTimeoutMs: 2_000,
  /** What a client should wait before it asks again, seconds: for a queued evaluation, and when we are unavailable. */
  pollAfterSeconds: 2,
  retryAfterSeconds: 5,
  /** A revoked key works for so long at most: seconds, as someone who revokes a stolen key expects. */
  keyCacheMs: 3_000,
  /** Keys remembered that long, some 500 bytes each; texts that are none count too. */
  cachedKeys: 10_000,
  /** Canceling all that waits, and taking out so many jobs at a time. */
  drainQueueMs: 30_000,
  drainConcurrency: 16,
  /** Events read at a time, and how many may wait for one stream (twice, at the most): about 1 kB each. */
  eventPageItems: 200,
  /** How often events are looked for when no notification comes, and when a transaction holds them up. */
  eventPollMs: 1_000,
  eventHeldMs: 50,
  /** Streams of this process, and of one client; each is a connection and some kB. */
  streams: 1_000,
  streamsPerAddress: 50,
  /** Then a stream ends, and its client comes back by itself: with a key that was revoked meanwhile, in vain. */
  streamLifetimeMs: 600_000,
  /** A comment so often tells proxies and clients that a silent stream lives. */
  streamHeartbeatMs: 15_000,
  /** A client that takes nothing for so long is cut: it comes back with the id of the last event it has. */
  streamStallMs: 30_000,
  /** Pause before a client connects again. */
  streamRetryMs: 2_000,
  /** Each is a message for every event; the list shows as many. */
  webhooksPerKey: 100,
  /** The secret before signs beside the new one for so long: receivers are changed one by one. */
  webhookOverlapMs: 24 * 3600 * 1000,
  /** Requests under way may finish; then connections are cut. */
  drainTimeoutMs: 10_000,
} as const;

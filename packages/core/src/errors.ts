/**
 * Every failure the project can report, declared once. A code is part of the public API: never rename or reuse one;
 * a retired code stays listed. `retry` says whether the same request can succeed later without a change by the user:
 * the worker maps `false` to BullMQ's UnrecoverableError. `status` is the HTTP status the API answers with. `fix` is the way
 * out where the one who throws knows no better.
 */
export const errorCodes = {
  // Requests
  VALIDATION_FAILED: { status: 400, retry: false, title: 'The request is not valid' },
  NOT_FOUND: { status: 404, retry: false, title: 'There is no such resource' },
  METHOD_NOT_ALLOWED: { status: 405, retry: false, title: 'This resource does not take that method' },
  CONFLICT: { status: 409, retry: false, title: 'The resource is not in a state that allows this' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, retry: false, title: 'The idempotency key was used for another request' },
  IDEMPOTENCY_IN_FLIGHT: { status: 409, retry: true, title: 'A request with this idempotency key is under way' },
  EVALUATION_DUPLICATE: { status: 409, retry: false, title: 'The same has been evaluated, or is under way' },
  DEADLINE_EXCEEDED: { status: 409, retry: true, title: 'The evaluation had not finished by its deadline' },
  PAYLOAD_TOO_LARGE: { status: 413, retry: false, title: 'The request body is too large' },
  JSON_INVALID: { status: 400, retry: false, title: 'The request body is not JSON' },
  REQUEST_MALFORMED: { status: 400, retry: false, title: 'The request is not valid HTTP' },
  REQUEST_TIMEOUT: { status: 408, retry: true, title: 'The request did not arrive in time' },
  HEADERS_TOO_LARGE: { status: 431, retry: false, title: 'The request headers are too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retry: false, title: 'The request body must be application/json' },
  CURSOR_INVALID: { status: 400, retry: false, title: 'The page cursor is not one that this service gave' },
  INTERNAL: { status: 500, retry: true, title: 'Something broke on our side' },
  UNAVAILABLE: { status: 503, retry: true, title: 'A service this one needs is not reachable' },
  CANCELED: { status: 409, retry: false, title: 'The evaluation was canceled' },
  INTERRUPTED: { status: 503, retry: true, title: 'The work was interrupted before it finished' },
  ENVIRONMENT_INVALID: { status: 500, retry: false, title: 'An environment variable is missing or not valid' },
  QUEUE_EVICTS: { status: 503, retry: false, title: 'The queue server may throw jobs away' },
  JOB_MEMORY_EXCEEDED: { status: 422, retry: false, title: 'The evaluation needs more memory than one may take' },
  JOB_TIMEOUT: { status: 422, retry: false, title: 'The evaluation takes longer than one may take' },
  DATABASE_NEWER: { status: 503, retry: false, title: 'The database belongs to a newer version of this software' },
  PROCESS_DIED: { status: 500, retry: true, title: 'The process that computed the evaluation died' },
  KEY_MISSING: { status: 401, retry: false, title: 'This service asks for a key' },
  KEY_INVALID: { status: 401, retry: false, title: 'The key is not one of this service, or was revoked' },
  SCOPE_MISSING: { status: 403, retry: false, title: 'The key does not allow this' },
  AUTH_OFF_EXPOSED: { status: 500, retry: false, title: 'A service without keys would be reachable from elsewhere' },
  URI_TOO_LONG: { status: 414, retry: false, title: 'The address of the request is too long' },
  NOT_YOURS: { status: 403, retry: false, title: 'The evaluation was submitted with another key' },
  CROSS_SITE: { status: 403, retry: false, title: 'A browser sent this from a page of another site' },
  SECRETS_KEY_MISSING: { status: 422, retry: false, title: 'There is no key to keep secrets with' },
  SECRET_UNREADABLE: { status: 500, retry: false, title: 'A secret that was kept cannot be read' },
  HUB_TOKEN_INVALID: { status: 400, retry: false, title: 'The Hub token cannot be one' },
  SUBMISSIONS_EXCEEDED: { status: 429, retry: true, title: 'More submissions than are allowed in this time' },
  RATE_LIMITED: { status: 429, retry: true, title: 'Too many requests' },
  STREAM_LIMIT: { status: 429, retry: true, title: 'This client has too many streams open' },
  STREAMS_FULL: { status: 503, retry: true, title: 'This service has as many streams open as it can' },
  WEBHOOK_URL_FORBIDDEN: { status: 422, retry: false, title: 'The address of a webhook may not be called' },
  WEBHOOKS_EXCEEDED: { status: 409, retry: false, title: 'The key has as many webhooks as it may have' },
  USAGE: { status: 400, retry: false, title: 'The command line is not understood' },

  // Models and the Hub
  MODEL_ID_INVALID: { status: 422, retry: false, title: 'The model id is neither a Hub id nor an allowed directory' },
  MODEL_NOT_FOUND: { status: 422, retry: false, title: 'There is no such model, or it is private' },
  MODEL_GATED: { status: 422, retry: false, title: 'The model is gated: access must be granted first' },
  MODEL_UNAUTHORIZED: { status: 422, retry: false, title: 'The Hub refused the access token' },
  MODEL_PATH_FORBIDDEN: { status: 422, retry: false, title: 'The directory is outside the allowed model roots' },
  MODEL_EXCLUDED: { status: 422, retry: false, title: 'The operator of this service does not evaluate the model' },
  LICENSE_MISSING: { status: 422, retry: false, title: 'The model does not say under which licence it is' },
  MODEL_CARD_MISSING: { status: 422, retry: false, title: 'The model has no model card, or one that says nothing' },
  BASE_UNKNOWN: { status: 422, retry: false, title: 'There is no such base to scan against' },
  REVISION_NOT_FOUND: { status: 422, retry: false, title: 'The model has no such revision' },
  FILE_NOT_FOUND: { status: 422, retry: false, title: 'The model has no such file' },
  FILE_TOO_LARGE: {
    status: 422,
    retry: false,
    title: 'A file is larger than any honest file of its kind',
    fix: 'Take the file from the origin of the model.',
  },
  FILE_CORRUPT: { status: 422, retry: true, title: 'A downloaded file does not have the size or hash the Hub states' },
  FILE_CHANGED: { status: 409, retry: true, title: 'A model file changed while it was read' },
  HUB_RATE_LIMITED: { status: 503, retry: true, title: 'The Hub asks to slow down' },
  HUB_UNAVAILABLE: { status: 503, retry: true, title: 'The Hub cannot be reached or answers with errors' },
  HUB_RANGE_IGNORED: { status: 503, retry: false, title: 'The server of the weights cannot give parts of a file' },
  CACHE_FULL: { status: 503, retry: true, title: 'The model cache has no room for this model' },

  // Checkpoints
  CONFIG_INVALID: {
    status: 422,
    retry: false,
    title: 'config.json is missing, not JSON, or lacks a needed value',
    fix: 'Put the config.json there that save_pretrained of transformers writes for these weights.',
  },
  ARCHITECTURE_UNSUPPORTED: {
    status: 422,
    retry: false,
    title: 'This architecture is not supported',
    fix: 'Use another model: `model-trace architectures` lists what is supported.',
  },
  NOT_CAUSAL_LM: { status: 422, retry: false, title: 'The model is no causal language model' },
  REMOTE_CODE_NEEDED: { status: 422, retry: false, title: 'The model needs code of its own, which is never run' },
  REMOTE_CODE_IGNORED: { status: 422, retry: false, title: 'The model brings code of its own, which is not run' },
  WEIGHTS_TOO_LARGE: { status: 422, retry: false, title: 'The weights are larger than this service takes' },
  QUANTIZATION_UNSUPPORTED: { status: 422, retry: false, title: 'This quantization is not supported' },
  WEIGHTS_MISSING: { status: 422, retry: false, title: 'The model has no weights in a readable format' },
  WEIGHTS_HEADER_INVALID: { status: 422, retry: false, title: 'A safetensors header is not valid' },
  WEIGHTS_CONTAINER_INVALID: { status: 422, retry: false, title: 'A PyTorch weights file is not a valid archive' },
  WEIGHTS_FORMAT_UNSUPPORTED: { status: 422, retry: false, title: 'The weights are in a form that is not read' },
  PICKLE_INVALID: { status: 422, retry: false, title: 'The pickle of a PyTorch weights file is not valid' },
  PICKLE_FORBIDDEN: { status: 422, retry: false, title: 'A pickle asks for something that no weights need' },
  WEIGHTS_TRUNCATED: { status: 422, retry: false, title: 'A weights file is shorter than its header says' },
  WEIGHTS_DTYPE_UNSUPPORTED: { status: 422, retry: false, title: 'A tensor has a number format that is not supported' },
  WEIGHTS_NON_FINITE: { status: 422, retry: false, title: 'The weights contain NaN or infinity' },
  WEIGHTS_OVERFLOW: { status: 422, retry: false, title: 'A weight is too large for the number format asked for' },
  TENSOR_MISSING: {
    status: 422,
    retry: false,
    title: 'A tensor that the architecture needs is missing',
    fix: 'Give the weights and the config.json of one and the same model, complete.',
  },
  TENSOR_SHAPE: {
    status: 422,
    retry: false,
    title: 'A tensor has another shape than config.json implies',
    fix: 'Give the weights and the config.json of one and the same model.',
  },
  WEIGHT_TYPE_MISMATCH: { status: 422, retry: false, title: 'The weights are not of the type that weightType says' },
  WEIGHTS_BASE_MISSING: {
    status: 422,
    retry: false,
    title: 'It is not said over which model the weights are to be put',
  },
  ADAPTER_INVALID: { status: 422, retry: false, title: 'The adapter is not valid or does not fit its base' },
  ADAPTER_UNSUPPORTED: { status: 422, retry: false, title: 'This kind of adapter is not supported' },
  DELTA_INVALID: { status: 422, retry: false, title: 'The delta weights do not fit their base' },
  TOKENIZER_MISSING: { status: 422, retry: false, title: 'The model has no tokenizer.json' },
  TOKENIZER_INVALID: {
    status: 422,
    retry: false,
    title: 'The tokenizer cannot be loaded',
    fix: 'Write its files again: AutoTokenizer.from_pretrained(…).save_pretrained(…) of transformers',
  },

  // Perplexity
  TEXT_EMPTY: {
    status: 422,
    retry: false,
    title: 'The text has no token that can be scored',
    fix: 'Give a text of at least two tokens, and a tokenizer that has tokens for it.',
  },
  TOKEN_OUT_OF_RANGE: { status: 422, retry: false, title: 'A token id is outside the vocabulary of the model' },
  SEQUENCE_TOO_LONG: { status: 422, retry: false, title: 'A sequence is longer than the context of the model' },
  LOSS_NON_FINITE: {
    status: 422,
    retry: false,
    title: 'The model gives a loss that is not a finite number',
    fix: 'See whether transformers computes a finite loss with these files; if not, they are damaged.',
  },

  PROTOCOL_INVALID: { status: 422, retry: false, title: 'The options of the perplexity do not fit the model' },
  BOS_MISSING: { status: 422, retry: false, title: 'The tokenizer has no token to begin a text with' },
  CORPUS_UNKNOWN: { status: 422, retry: false, title: 'There is no such corpus' },
  CORPUS_CHANGED: { status: 409, retry: false, title: 'The file of a corpus is not the registered one' },
  CORPUS_INVALID: { status: 422, retry: false, title: 'The file of a corpus does not hold what it should' },
  CORPUS_TOO_LARGE: { status: 422, retry: false, title: 'A corpus has more text than is measured at once' },
  CORPUS_UNREADABLE: { status: 500, retry: false, title: 'The file of a corpus cannot be read' },
  CORPORA_INVALID: { status: 500, retry: false, title: 'The registry of corpora is not valid' },
  BASE_TOKENIZER_MISMATCH: { status: 422, retry: false, title: 'The base does not have the tokens of the model' },

  // Tracing
  TRACE_HIDDEN_SIZE_MISMATCH: { status: 422, retry: false, title: 'The two models have different widths' },
  TRACE_UNITS_MISMATCH: { status: 422, retry: false, title: 'The two models have MLPs of different width' },
  TRACE_BLOCK_COUNT_MISMATCH: { status: 422, retry: false, title: 'The two models have different numbers of blocks' },
  TRACE_TEXT_UNALIGNED: { status: 422, retry: false, title: 'The text cannot be compared token by token' },
  TRACE_VOCABULARY_MISMATCH: { status: 422, retry: false, title: 'The two models have different vocabularies' },
  TRACE_MLP_KIND_MISMATCH: { status: 422, retry: false, title: 'One model has a gated MLP, the other has not' },
  TRACE_MLP_UNSUPPORTED: {
    status: 422,
    retry: false,
    title: 'A block has a kind of MLP that tracing does not compare',
  },
  TRACE_VARIANT_INAPPLICABLE: {
    status: 422,
    retry: false,
    title: 'The form of a statistic that was named does not apply to these models',
  },
  TRACE_BLOCKS_INVALID: { status: 422, retry: false, title: 'The block pairs do not exist in the two models' },
  TRACE_TOKENS_INVALID: {
    status: 422,
    retry: false,
    title: 'The token file is not a JSON array of arrays of token ids',
  },
  TRACE_RELABELLING_UNSUPPORTED: {
    status: 422,
    retry: false,
    title: 'The coordinates of the model cannot be renamed without changing it',
  },
  CALIBRATION_MODELS_INVALID: {
    status: 422,
    retry: false,
    title: 'The models give no pair that a statistic can be calibrated on',
  },
  TRACE_PARAMETERS_MISMATCH: { status: 422, retry: false, title: 'The two models do not have the same parameters' },
  TRACE_ALIGNMENT_UNSUPPORTED: { status: 422, retry: false, title: 'The models cannot be aligned in this way' },
  OUTPUT_EXISTS: { status: 409, retry: false, title: 'A directory to be written has files' },
  TRACE_DEGENERATE: { status: 422, retry: false, title: 'A matrix is constant or zero: similarity is undefined' },

  // Statistics (programming errors at this level, data errors above)
  STATS_SHAPE: { status: 500, retry: false, title: 'An array has the wrong length or dimensions' },
  STATS_NON_FINITE: { status: 422, retry: false, title: 'A statistic was asked for of numbers that are not finite' },
  STATS_DOMAIN: { status: 500, retry: false, title: 'An argument is outside the domain of the function' },
  STATS_NOT_CONVERGED: { status: 500, retry: false, title: 'A numerical iteration did not converge' },

  // Engine
  PROVIDER_UNAVAILABLE: { status: 422, retry: false, title: 'The execution provider is not available here' },
  SPILL_FAILED: { status: 503, retry: true, title: 'The temporary file of hidden states cannot be written or read' },
  ENGINE_FAILED: { status: 500, retry: false, title: 'The inference engine refused the model' },
} as const satisfies Record<string, { status: number; retry: boolean; title: string; fix?: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** What helps most often; an error that knows more says so itself, in `fix`. */
const typicalFixes: Partial<Record<ErrorCode, string>> = {
  VALIDATION_FAILED: 'Correct the fields that `errors` points to.',
  NOT_FOUND: 'Check the id and the path; all paths are listed at /docs.',
  CONFLICT: 'Read the resource again: it has moved on.',
  IDEMPOTENCY_KEY_REUSED: 'Use a new key for each request.',
  EVALUATION_DUPLICATE: 'Read the evaluation that is named, or submit with `force: true`.',
  DEADLINE_EXCEEDED: 'Retry it without Cancel-After, or with a longer time.',
  PAYLOAD_TOO_LARGE: 'Send fewer items at once.',
  CURSOR_INVALID: 'Pass `nextCursor` of the page before with the same filters and order, or start over.',
  KEY_MISSING: 'Send the header Authorization: Bearer <key>.',
  KEY_INVALID: 'Ask the operator for a key.',
  SCOPE_MISSING: 'Use a key with the scope that is named.',
  BASE_UNKNOWN: 'GET /v1/bases lists them; an operator adds one by POST /v1/bases or `model-trace bases add`.',
  MODEL_ID_INVALID: 'Give a Hub id, owner/name, or a directory under MODEL_ROOTS.',
  MODEL_NOT_FOUND: 'Check the spelling; send a Hub token for a private model.',
  MODEL_GATED: 'Ask for access on the page of the model, and send a Hub token that has it.',
  MODEL_UNAUTHORIZED: 'Send a Hub token that is valid and may read the model.',
  MODEL_EXCLUDED: 'Ask the operator, or evaluate the model with the command line on a machine of your own.',
  REVISION_NOT_FOUND: 'Name a branch, tag or commit of the repository.',
  LICENSE_MISSING: 'Add `license: <id>` to the metadata at the top of README.md.',
  MODEL_CARD_MISSING: 'Describe the model in README.md, in at least 200 characters.',
  CONFIG_INVALID: 'Save the model again with save_pretrained.',
  ARCHITECTURE_UNSUPPORTED: 'Use a model of an architecture that `model-trace architectures` lists.',
  NOT_CAUSAL_LM: 'Submit a model whose architecture ends in ForCausalLM or LMHeadModel.',
  REMOTE_CODE_NEEDED: 'Use a model of a known architecture.',
  REMOTE_CODE_IGNORED: 'Take auto_map out of config.json if the model is a plain one of its type.',
  QUANTIZATION_UNSUPPORTED: 'Use the checkpoint that it was made from.',
  WEIGHTS_TOO_LARGE: 'Submit a smaller model, or evaluate it on a machine of your own.',
  WEIGHTS_MISSING: 'Save the weights as safetensors.',
  WEIGHT_TYPE_MISMATCH: 'Set weightType to what the repository holds.',
  WEIGHTS_BASE_MISSING: 'Name the model that it was made from as weightsBase.',
  TOKENIZER_MISSING: 'Save the fast tokenizer of the model beside its weights.',
  CORPUS_UNKNOWN: 'Name a corpus that GET /v1/corpora lists.',
};

/** One sentence on the way out of a failure with this code. */
export function typicalFix(code: ErrorCode): string {
  const { status, retry } = errorCodes[code];
  if (retry) return typicalFixes[code] ?? 'Try again later, after Retry-After where it is given.';
  return (
    typicalFixes[code] ??
    (status === 500 ? 'Tell the operator, with the requestId.' : 'See `detail` and `fix` of the error.')
  );
}

export interface ErrorOptionsWithDetails {
  /** What failed underneath. */
  cause?: unknown;
  /** What the user can do about it; one sentence. */
  fix?: string;
  /** Machine-readable values that belong to the message: names, sizes, limits. */
  details?: Record<string, unknown>;
}

/** A failure with a stable code. The message names the offending value; `fix` says the way out. */
export class ModelTraceError extends Error {
  override readonly name = 'ModelTraceError';
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, { cause, fix, details }: ErrorOptionsWithDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    const declared: { readonly status: number; readonly fix?: string } = errorCodes[code];
    this.fix = fix ?? declared.fix;
    this.details = details;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retry;
  }
  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** Coerces what a catch clause caught. Anything without a code of ours becomes INTERNAL with its cause kept. */
export function toModelTraceError(caught: unknown): ModelTraceError {
  if (caught instanceof ModelTraceError) return caught;
  if (caught instanceof Error) {
    if (caught.name === 'AbortError')
      return new ModelTraceError('CANCELED', 'The work was canceled', { cause: caught });
    return new ModelTraceError('INTERNAL', caught.message, { cause: caught });
  }
  return new ModelTraceError('INTERNAL', String(caught), { cause: caught });
}

import type {
  EvaluationProgress,
  EvaluationRequest,
  EvaluationResults,
  EvaluationStatus,
  RankedTaskId,
  TaskId,
  WeightType,
} from '../results/index.ts';
import type { BaseStore } from './base-store.ts';
import type { EvaluationPace } from './evaluation-pace.ts';
import type { IdempotencyLease, IdempotencyStore, StoredAnswer } from './idempotency-store.ts';
import type { LineageEdge, LineageQuery } from './lineage-query.ts';
import type { QueueAdministration } from './queue-administration.ts';
import type { QueuePace } from './queue-outlook.ts';
import type { QuotaState, SubmissionQuotas } from './submission-quotas.ts';
import type { NewWebhook } from './webhook-store.ts';

export type { EvaluationPace } from './evaluation-pace.ts';
export type { IdempotencyLease, IdempotencyStore, IdempotentStart, StoredAnswer } from './idempotency-store.ts';
export type { LineageEdge, LineageEvidence, LineageModel, LineageQuery } from './lineage-query.ts';
export type { QueueAdministration } from './queue-administration.ts';
export type { QueuePace } from './queue-outlook.ts';
export type { QuotaState, SubmissionQuotas } from './submission-quotas.ts';

/** A failure as it is stored and shown. */
export interface StoredError {
  code: string;
  detail: string;
  retryable: boolean;
  fix: string | null;
}

/** What one check of a submission came to, as it is stored and shown. */
export interface StoredCheck {
  check: string;
  outcome: 'passed' | 'warned' | 'failed' | 'skipped';
  /** What was found. */
  detail: string;
  /** Of a warning, or of a check that the Hub did not answer. */
  code: string | null;
  fix: string | null;
}

/** One start of an evaluation by a worker, and how it ended. */
export interface Attempt {
  /** From 1. */
  attempt: number;
  /** Host and process of the worker; null where it did not say. */
  worker: string | null;
  startedAt: Date;
  endedAt: Date | null;
  /** Null: it succeeded, or still runs. */
  error: StoredError | null;
  /** Blocks taken over from an attempt before, in place of being computed again; null: none. */
  resumedLayers: number | null;
}

/** One request and everything known about it: the domain shape, neither a table row nor the wire. */
export interface Evaluation {
  id: string;
  request: EvaluationRequest;
  status: EvaluationStatus;
  /** Commit the revision resolved to when the request was accepted, or when the job started; null for a directory. */
  commit: string | null;
  baseCommit: string | null;
  /** How often a worker has started on it. */
  attempt: number;
  /** Attempts before it was last asked to be retried: the budget of starts counts from there. */
  attemptsBefore: number;
  /** Larger runs first. */
  priority: number;
  /** Not finished by then: expired. */
  deadlineAt: Date | null;
  /** Digest of all that decides the result; null where a file may change. */
  contentKey: string | null;
  /** Key it was submitted with; null where keys are off. */
  keyId: string | null;
  /** What stands before the slash of a Hub id; null for a directory. */
  organisation: string | null;
  progress: EvaluationProgress | null;
  error: StoredError | null;
  /** What was found when it was submitted; null: nothing was looked at, or a list was read, which leaves it out. */
  checks: StoredCheck[] | null;
  results: EvaluationResults | null;
  createdAt: Date;
  queuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  updatedAt: Date;
}

/** A request as it is stored, models resolved. */
export interface NewEvaluation {
  request: EvaluationRequest;
  commit: string | null;
  baseCommit: string | null;
  /** Larger runs first, default 0. */
  priority?: number;
  /** Default none. */
  deadlineAt?: Date | null;
  /** Null, the default: the same as no other. */
  contentKey?: string | null;
  /** Run it whatever is known of the same content. */
  force?: boolean;
  /** Key it is submitted with, default none. */
  keyId?: string | null;
  /** The submitter's Hub token, encrypted for the evaluation of this id; stored with what is created only. */
  sealHubToken?: (id: string) => Buffer;
  /** Told of what becomes of it, whatever the outcome of the submission is. */
  webhook?: NewWebhook;
  /** What stands before the slash of a Hub id, in lower case as the Hub compares them; default none. */
  organisation?: string | null;
  /** What was found in it; stored with what is created only. Default nothing. */
  checks?: StoredCheck[] | null;
}

/** What a worker is given: with the submitter's Hub token, encrypted, if there is one. */
export interface StartedEvaluation extends Evaluation {
  hubToken: Buffer | null;
}

/** created: it waits now; joined: one of the same content waits or runs; reused: one has succeeded. */
export interface Submitted {
  outcome: 'created' | 'joined' | 'reused';
  /** Without results: `get` has them. */
  evaluation: Evaluation;
}

export interface SubmitOptions {
  /** The answer is stored together with the evaluations, for requests with an Idempotency-Key. */
  idempotent?: { lease: IdempotencyLease; answer: (submitted: Submitted[]) => StoredAnswer };
  quotas?: SubmissionQuotas;
  /** Told how far each quota is used, when all are kept. */
  onQuotas?: (states: QuotaState[]) => void;
}

export interface Page<T> {
  items: T[];
  /** Opaque; null on the last page. Stable under inserts. */
  nextCursor: string | null;
}

/** One line of the leaderboard: the newest succeeded evaluation of a model at a commit against a base. */
export interface LeaderboardRow {
  evaluationId: string;
  model: string;
  commit: string | null;
  weightType: WeightType;
  /** Model that an adapter or delta was put over; null for a whole model. */
  weightsBase: string | null;
  base: string | null;
  /** null: a directory, or no base. */
  baseCommit: string | null;
  /** Metric of each task in the registry, null where not measured. */
  metrics: Record<RankedTaskId, number | null>;
  verdict: string | null;
  architecture: string | null;
  parameters: number | null;
  dtype: string | null;
  /** As the model card stated it; null: not stated, or evaluated before it was looked at. */
  license: string | null;
  bitsPerByte: number | null;
  submittedAt: Date;
  finishedAt: Date;
}

export interface ListQuery {
  status?: EvaluationStatus;
  /** Exactly this id. */
  model?: string;
  /** Model traced against. */
  base?: string;
  task?: TaskId;
  /** Key it was submitted with. */
  keyId?: string;
  /** Not before this time. */
  submittedAfter?: Date;
  /** Before this time. */
  submittedBefore?: Date;
  cursor?: string;
  limit: number;
  /** false: without what was measured, which is most of what there is to read. Default true. */
  results?: boolean;
}

export type EvaluationVersion = Pick<Evaluation, 'status' | 'attempt' | 'finishedAt' | 'updatedAt'>;

export interface LeaderboardQuery {
  sort?: RankedTaskId | 'model' | 'parameters' | 'submittedAt';
  order?: 'asc' | 'desc';
  /** Substring of the model id, case-insensitive. */
  search?: string;
  /** Exactly this model id. */
  model?: string;
  architecture?: string;
  dtype?: string;
  license?: string;
  verdict?: string;
  weightType?: WeightType;
  /** So many parameters or more; those of unknown size have none. */
  parametersFrom?: number;
  /** Fewer parameters than this. */
  parametersBelow?: number;
  cursor?: string;
  limit: number;
}

/** Postgres is the truth; the queue is transport. Every state change is one transaction. */
export interface EvaluationStore {
  /** One that is the same as no other. */
  create(input: NewEvaluation): Promise<Evaluation>;
  /** All of them or, when it rejects, none. @throws IDEMPOTENCY_IN_FLIGHT, SUBMISSIONS_EXCEEDED */
  submit(wanted: readonly NewEvaluation[], options?: SubmitOptions): Promise<Submitted[]>;
  readonly idempotency: IdempotencyStore;
  readonly administration: QueueAdministration;
  readonly bases: BaseStore;
  get(id: string): Promise<Evaluation | null>;
  /** Newest first. */
  list(query: ListQuery): Promise<Page<Evaluation>>;
  /** The evaluation that a submission of this content would be answered with; null: none. */
  findSame(contentKey: string): Promise<Pick<Evaluation, 'id' | 'status'> | null>;
  /** How long evaluations of these tasks took; null: too few have succeeded. */
  evaluationPace(tasks: readonly TaskId[]): Promise<EvaluationPace | null>;
  /** What changes whenever an evaluation that has ended does; null when there is none. */
  version(id: string): Promise<EvaluationVersion | null>;
  /** queued or running (a worker died) -> running with attempt + 1. Null when it is finished, canceled or past its deadline. */
  start(id: string, options?: { worker?: string }): Promise<StartedEvaluation | null>;
  /** Says that the worker is alive. False when it no longer owns the evaluation (canceled, taken over): it must stop. */
  heartbeat(id: string, attempt: number): Promise<boolean>;
  /** No effect unless running on this attempt; false then, and the worker must stop. */
  saveProgress(id: string, attempt: number, progress: EvaluationProgress): Promise<boolean>;
  /** Results and state change in one transaction, guarded by attempt; false when another attempt owns it. */
  succeed(id: string, attempt: number, results: EvaluationResults): Promise<boolean>;
  fail(id: string, attempt: number, error: StoredError): Promise<boolean>;
  /** Notes how many blocks this attempt took over from one before. */
  resumed(id: string, attempt: number, layers: number): Promise<void>;
  /** Every start so far with its end, oldest first. */
  attempts(id: string): Promise<Attempt[]>;
  /** Back to queued after a transient failure, the error kept for the reader. */
  requeue(id: string, attempt: number, error: StoredError): Promise<boolean>;
  /** queued or running -> canceled. Null when there is none; the unchanged evaluation when already finished. */
  cancel(id: string): Promise<Evaluation | null>;
  /**
   * failed, canceled or expired -> queued, with a new budget of starts and another deadline. Null when there is none;
   * not `retried` when it is in another state.
   */
  retry(
    id: string,
    options?: { deadlineAt?: Date | null; sealHubToken?: NewEvaluation['sealHubToken'] },
  ): Promise<{ retried: boolean; evaluation: Evaluation } | null>;
  /** queued or running past their deadline -> expired. @returns their ids, at most 1,000 at once */
  expire(): Promise<string[]>;
  /**
   * Removes evaluations that ended before `before`, with everything that hangs on them, at most 500 at once. Those that lines of
   * the leaderboard stand on stay. @returns their ids
   */
  removeFinished(before: Date): Promise<string[]>;
  /** Which of these are no longer queued or running (or gone). */
  finished(ids: readonly string[]): Promise<string[]>;
  /** How many queued evaluations run before this one, counted up to `atMost` (10,000); 0 is next, null when not queued. */
  queuePosition(id: string, options?: { atMost?: number }): Promise<number | null>;
  queuePace(): Promise<QueuePace>;
  /**
   * Evaluations queued or running that were last touched before `before`: what the sweeper looks at. Ordered by id;
   * `after` is the last id of the previous page.
   */
  unfinished(query: { before: Date; after?: string; limit: number }): Promise<Evaluation[]>;
  /** Runs `work` unless another process is inside `exclusively` with the same name; null then. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T | null>;
  leaderboard(query: LeaderboardQuery): Promise<Page<LeaderboardRow>>;
  /** Traced pairs with their evidence, newest first. */
  lineage(query: LineageQuery): Promise<Page<LineageEdge>>;
  /** Rejects when the database is not reachable. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type ErrorCode, errorCodes, ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationProgress, EvaluationResults } from '@model-trace/core/results';
import type { StoredError } from '@model-trace/core/storage';
import type { Logger } from 'pino';
import { childEnvironment } from './config.ts';
import type { EvaluateMessage, EvaluationMessage, HurryMessage } from './evaluation-messages.ts';
import { guardProcess, type JobLimits } from './guard-process.ts';

export interface EvaluationChildOptions {
  module: URL;
  execArgv: readonly string[];
  logger: Logger;
}

export interface RunOptions {
  onProgress(progress: EvaluationProgress): void;
  /** Told of layers that were found in the checkpoints of an attempt before. */
  onResumed?(layers: number): void;
  /** Once aborted, the process keeps a checkpoint after each layer. */
  hurry?: AbortSignal;
  /** Aborting kills the process; `run` then rejects with the reason. */
  signal: AbortSignal;
  /** A process over its limits is killed; `run` then rejects with the limit. */
  limits?: JobLimits;
}

/** How much of what a process wrote to stderr is told when it dies. */
const stderrTailChars = 2_000;

/** One child process, which computes one evaluation after another. */
export class EvaluationChild {
  /** Evaluations it was given so far. */
  jobs = 0;
  readonly #process: ChildProcess;
  #killed = false;
  #stderrTail = '';
  #settle: { resolve(results: EvaluationResults): void; reject(error: Error): void } | null = null;
  #onMessage: (message: EvaluationMessage) => void = () => {};

  constructor({ module, execArgv, logger }: EvaluationChildOptions) {
    this.#process = fork(module, {
      execArgv: [...execArgv],
      env: childEnvironment(),
      // NaN and infinity survive, unlike in JSON.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const child = this.#process;
    const log = logger.child({ childPid: child.pid });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => log.debug({ text }, 'child process wrote'));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailChars);
      log.debug({ text }, 'child process wrote');
    });
    child.on('message', (message: EvaluationMessage) => this.#onMessage(message));
    child.on('error', (error) => this.#settle?.reject(died(`could not be used: ${error.message}`, error)));
    // `close` rather than `exit`: by then everything it wrote has been read.
    child.on('close', (code, signal) => this.#settle?.reject(deathOf({ code, signal, stderr: this.#stderrTail })));
  }

  get alive(): boolean {
    // It takes a moment until a kill shows.
    return (
      !this.#killed && this.#process.connected && this.#process.exitCode === null && this.#process.signalCode === null
    );
  }

  /** @throws what the evaluation failed with; PROCESS_DIED; the reason of `signal` */
  async run(
    message: EvaluateMessage,
    { onProgress, onResumed, hurry, signal, limits = {} }: RunOptions,
  ): Promise<EvaluationResults> {
    signal.throwIfAborted();
    this.jobs++;
    const { promise, ...settle } = Promise.withResolvers<EvaluationResults>();
    this.#settle = settle;
    this.#onMessage = (answer) => {
      if (answer.evaluationId !== message.evaluationId) return;
      if (answer.type === 'progress') onProgress(answer.progress);
      else if (answer.type === 'resumed') onResumed?.(answer.layers);
      else if (answer.type === 'result') settle.resolve(answer.results);
      else settle.reject(fromStoredError(answer.error));
    };
    const killFor = (reason: unknown) => {
      this.#killed = true;
      this.#process.kill('SIGKILL');
      settle.reject(reason);
    };
    const abort = () => killFor(signal.reason);
    const { pid } = this.#process;
    const guard = pid === undefined ? null : guardProcess({ pid, limits, onExceeded: killFor });
    const tellToHurry = () => this.#process.send({ hurry: true } satisfies HurryMessage, () => {});
    signal.addEventListener('abort', abort, { once: true });
    hurry?.addEventListener('abort', tellToHurry, { once: true });
    try {
      // A process that is gone already reports so by `error` or `close`.
      this.#process.send(
        message,
        (error) => error && settle.reject(died(`could not be used: ${error.message}`, error)),
      );
      if (hurry?.aborted) tellToHurry();
      return await promise;
    } finally {
      signal.removeEventListener('abort', abort);
      guard?.stop();
      hurry?.removeEventListener('abort', tellToHurry);
      this.#settle = null;
      this.#onMessage = () => {};
    }
  }

  /** Ends the process; resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null || this.#process.pid === undefined) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

function fromStoredError({ code, detail, fix }: StoredError): ModelTraceError {
  const known: ErrorCode = code in errorCodes ? (code as ErrorCode) : 'INTERNAL';
  return new ModelTraceError(known, detail, { fix: fix ?? undefined });
}

function died(how: string, cause?: Error): ModelTraceError {
  return new ModelTraceError('PROCESS_DIED', `The process that computed the evaluation ${how}`, { cause });
}

/** The reason of a death as far as it can be told: memory is by far the most frequent one. */
function deathOf(end: { code: number | null; signal: NodeJS.Signals | null; stderr: string }): ModelTraceError {
  const { code, signal, stderr } = end;
  const outOfHeap = /heap out of memory|allocation failed/i.test(stderr);
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const lastWords = stderr.trim().split('\n').slice(-5).join('\n');
  const detail = outOfHeap ? `ran out of memory (it ${how})` : how;
  const memory = outOfHeap || signal === 'SIGKILL';
  return new ModelTraceError(
    'PROCESS_DIED',
    `The process that computed the evaluation ${detail}${lastWords && !outOfHeap ? `: ${lastWords}` : ''}`,
    {
      fix: memory
        ? 'Give the worker more memory or lower WORKER_CONCURRENCY: the system kills a process when memory runs out.'
        : undefined,
    },
  );
}

import { parentPort, workerData } from 'node:worker_threads';
import { ModelTraceError } from '../errors.ts';
import { computations, nativeComputations } from './computations.ts';
import { releaseBuffers } from './release-buffers.ts';
import { type ThreadControl, threadSide } from './thread-control.ts';
import type { ThreadReply, ThreadRequest } from './thread-messages.ts';
import { transferable } from './transferable.ts';

const thread = threadSide(workerData as ThreadControl);

/** Entry point of a thread: one request at a time, one reply for each. */
parentPort!.on('message', async ({ name, argument }: ThreadRequest) => {
  const reply = await answer(name, argument);
  releaseBuffers(argument); // given away to this thread; results are arrays of their own
  parentPort!.postMessage(reply, 'result' in reply ? transferable(reply.result) : []);
});
thread.allowEnd(); // all is loaded

async function answer(name: ThreadRequest['name'], argument: unknown): Promise<ThreadReply> {
  try {
    return { result: await computed(name, argument) };
  } catch (caught) {
    if (caught instanceof ModelTraceError) {
      const { code, message, fix, details } = caught;
      return { error: { code, message, fix, details } };
    }
    return {
      error: { code: null, message: caught instanceof Error ? (caught.stack ?? caught.message) : String(caught) },
    };
  }
}

async function computed(name: ThreadRequest['name'], argument: unknown): Promise<unknown> {
  if (name in computations) {
    const compute = computations[name as keyof typeof computations] as (argument: unknown) => unknown;
    return compute(argument);
  }
  const compute = nativeComputations[name as keyof typeof nativeComputations] as NativeComputation;
  thread.holdEnd();
  try {
    return await compute(argument, { signal: thread, afterNative: thread.allowEnd });
  } finally {
    thread.allowEnd();
  }
}

type NativeComputation = (
  argument: unknown,
  thread: { signal: Pick<AbortSignal, 'throwIfAborted'>; afterNative: () => void },
) => Promise<unknown>;

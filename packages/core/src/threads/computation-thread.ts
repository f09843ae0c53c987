import { parentPort } from 'node:worker_threads';
import { ModelTraceError } from '../errors.ts';
import { computations } from './computations.ts';
import { releaseBuffers } from './release-buffers.ts';
import type { ThreadReply, ThreadRequest } from './thread-messages.ts';
import { transferable } from './transferable.ts';

/** Entry point of a thread: one request at a time, one reply for each. */
parentPort!.on('message', ({ name, argument }: ThreadRequest) => {
  const reply = answer(name, argument);
  releaseBuffers(argument); // given away to this thread; results are arrays of their own
  parentPort!.postMessage(reply, 'result' in reply ? transferable(reply.result) : []);
});

function answer(name: ThreadRequest['name'], argument: unknown): ThreadReply {
  try {
    const compute = computations[name] as (argument: unknown) => unknown;
    return { result: compute(argument) };
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

import { parentPort, workerData } from 'node:worker_threads';
import { ModelTraceError } from '../errors.ts';
import { allFinite } from './all-finite.ts';
import type { LaneReply, LaneRequest, PlainTensor } from './lane-messages.ts';
import type { Device } from './provider.ts';
import { openSessions } from './session.ts';
import { allocate, dtypeOf, type Elements, tensor } from './tensor.ts';

/** Entry point of a lane: one request at a time, until the request `null` ends it. */
const device = workerData as Device;
const sessions = openSessions(device);
let output: Elements = allocate(device.dtype, 0);

const send = (reply: LaneReply) => parentPort!.postMessage(reply);
parentPort!.on('message', async (request: LaneRequest | null) => {
  try {
    if (request === null) {
      await sessions.close();
      parentPort!.close();
      return;
    }
    await runAll(request);
    send({ kind: 'idle' });
  } catch (caught) {
    const { code, fix } = caught instanceof ModelTraceError ? caught : { code: null, fix: undefined };
    send({ kind: 'failed', code, message: caught instanceof Error ? caught.message : String(caught), fix });
  }
});

async function runAll({ runs, feeds, next }: LaneRequest): Promise<void> {
  const common = tensors(feeds);
  for (let run = Atomics.add(next, 0, 1); run < runs.length; run = Atomics.add(next, 0, 1)) {
    const { model, hidden, feeds: own } = runs[run];
    const { elements, dims } = hidden;
    if (output.length < elements.length) output = allocate(dtypeOf(elements), elements.length);
    const result = output.subarray(0, elements.length);
    const session = await sessions.open(model);
    // A graph may still read its input when it writes.
    await session.run({ hidden: tensor(elements, dims), ...common, ...tensors(own) }, { output: tensor(result, dims) });
    elements.set(result as typeof elements);
    send({ kind: 'ran', run, finite: allFinite(result) });
  }
}

const tensors = (plain: Readonly<Record<string, PlainTensor>>) =>
  Object.fromEntries(Object.entries(plain).map(([name, { elements, dims }]) => [name, tensor(elements, dims)]));

import './no-telemetry.ts';
import { env, InferenceSession, type Tensor } from 'onnxruntime-node';
import { ModelTraceError } from '../errors.ts';
import { type Device, halvesUnavailable, providerUnavailable } from './provider.ts';

/** One graph, ready to run any number of times. */
export interface Session {
  /**
   * Computes the outputs into the given tensors, so that a run allocates nothing that lives on.
   * The computation itself holds the event loop; reads that are under way go on in libuv's threads meanwhile.
   */
  run(feeds: Readonly<Record<string, Tensor>>, outputs: Readonly<Record<string, Tensor>>): Promise<void>;
  close(): Promise<void>;
}

/** @throws PROVIDER_UNAVAILABLE, ENGINE_FAILED */
export async function openSession(model: Uint8Array, { provider, dtype, threads }: Device): Promise<Session> {
  env.logLevel = 'fatal'; // errors reach the caller as errors; the library's own lines on stderr would repeat them
  const session = await InferenceSession.create(model, {
    executionProviders: [provider],
    // Fusions of the higher levels replace double-precision formulas by float32-only operators; the float32 graphs
    // already name the fused operators.
    graphOptimizationLevel: dtype === 'float64' || provider === 'cpu' ? 'basic' : 'all',
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    // Threads that spin between operators take the cores from reads, conversions and every other process: without it
    // the passage on a 124M GPT-2 took 1.1 s against 1.3 to 4 s on a busy machine with two cores.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // ONNX Runtime's memory arena stays on: 257 MB peak for the same, 374 MB at 4,175 tokens; malloc 280 and 444 MB.
    logSeverityLevel: 4,
  }).catch((cause) => {
    throw providerUnavailable(provider, cause);
  });
  return {
    async run(feeds, outputs) {
      try {
        await session.run(feeds, outputs);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        if (reason.includes('requires f16')) throw halvesUnavailable(provider, cause);
        throw new ModelTraceError('ENGINE_FAILED', `ONNX Runtime refused a computation: ${reason}`, { cause });
      }
    },
    close: () => session.release(),
  };
}

/** Sessions of one run: the same graph is opened once. */
export interface Sessions {
  readonly device: Device;
  open(model: Uint8Array): Promise<Session>;
  close(): Promise<void>;
}

export function openSessions(device: Device): Sessions {
  const byModel = new Map<string, Promise<Session>>();
  return {
    device,
    open(model) {
      // Graphs are a few kilobytes without weights: blocks of one shape give the same bytes.
      const key = Buffer.from(model).toString('latin1');
      const session = byModel.get(key) ?? openSession(model, device);
      byModel.set(key, session);
      return session;
    },
    async close() {
      const settled = await Promise.allSettled(byModel.values());
      for (const one of settled) if (one.status === 'fulfilled') await one.value.close();
    },
  };
}

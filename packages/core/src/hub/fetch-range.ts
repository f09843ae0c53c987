import type { HubClient } from './hub-client.ts';
import type { RemoteObject } from './remote-object.ts';
import { retry, TransientFailure } from './retry.ts';

export interface FetchRangeOptions {
  client: HubClient;
  object: RemoteObject;
  /** Path inside the model, for messages. */
  path: string;
  /** Bytes [start, end), not empty. */
  start: number;
  end: number;
  /** Takes the bytes in order, each once; the chunk is gone after it returns. */
  onChunk: (chunk: Uint8Array, position: number) => void;
  signal?: AbortSignal;
}

/** Progress below this does not count as such, or a server that cuts each answer after a byte would be asked for ever. */
const minProgressBytes = 64 * 1024;

/**
 * Fetches a part of a remote file. After a cut connection it continues at the byte where it broke, at a fresh address.
 * @throws FILE_CHANGED, FILE_CORRUPT, HUB_RANGE_IGNORED, HUB_UNAVAILABLE, HUB_RATE_LIMITED, … when the retries are used up
 */
export async function fetchRange(options: FetchRangeOptions): Promise<void> {
  const { client, object, path, start, end, onChunk, signal } = options;
  let position = start;

  async function attempt(): Promise<void> {
    const from = position;
    let address: string | null = null;
    try {
      address = await object.address(signal);
      const headers = { 'accept-encoding': 'identity', range: `bytes=${from}-${end - 1}` };
      const answer = await client.stream(address, { path, headers, signal });
      const stated = await object.accept(answer, { start: from, end });
      for await (const chunk of answer.chunks) {
        if (position + chunk.byteLength > stated) throw object.corrupt('more bytes arrive than the answer states');
        onChunk(chunk, position);
        position += chunk.byteLength;
      }
      if (position < end) throw object.corrupt(`the answer ends at byte ${position}, before ${end}`);
    } catch (caught) {
      if (!(caught instanceof TransientFailure)) throw caught;
      // Signed addresses expire, and a storage may be ill: the Hub may know a better one.
      if (address !== null) object.forget(address);
      const progressed = position - from >= minProgressBytes;
      throw new TransientFailure(caught.error, { retryAfterMs: caught.retryAfterMs, progressed });
    }
  }

  await retry(attempt, { policy: client.policy, clock: client.clock, signal });
}

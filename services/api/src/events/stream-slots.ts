import { ModelTraceError } from '@model-trace/core/errors';

export interface StreamSlots {
  /**
   * Takes a place for a stream until `release`.
   * @throws STREAM_LIMIT when this client has too many, STREAMS_FULL when all have
   */
  take(address: string): { release(): void };
}

/** Counts the streams of this process and of each client address. */
export function streamSlots({ streams, perAddress }: { streams: number; perAddress: number }): StreamSlots {
  const byAddress = new Map<string, number>();
  let open = 0;
  return {
    take: (address) => {
      const own = byAddress.get(address) ?? 0;
      if (own >= perAddress)
        throw new ModelTraceError('STREAM_LIMIT', `${address} has ${own} streams open, the most that one client may`, {
          fix: 'Close some, or follow all evaluations on one stream: GET /v1/events',
        });
      if (open >= streams)
        throw new ModelTraceError('STREAMS_FULL', `All ${streams} streams of this service are taken`, {
          fix: 'Try again later, or poll the evaluation',
        });
      open++;
      byAddress.set(address, own + 1);
      let taken = true;
      return {
        release: () => {
          if (!taken) return;
          taken = false;
          open--;
          const left = byAddress.get(address)! - 1;
          if (left === 0) byAddress.delete(address);
          else byAddress.set(address, left);
        },
      };
    },
  };
}

import { Agent, request } from 'node:http';

export interface LoopResult {
  requestsPerSecond: number;
  medianMs: number;
  p99Ms: number;
  /** Answers other than 2xx, and connections that broke. */
  errors: number;
}

/** The same request over so many connections, one after the other on each, for a time. */
export async function requestLoop(options: {
  url: string;
  method?: 'GET' | 'POST';
  body?: string;
  connections: number;
  ms: number;
}): Promise<LoopResult> {
  const { url, method = 'GET', body, connections, ms } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let errors = 0;
  const startedAt = performance.now();
  const one = () =>
    new Promise<void>((resolve) => {
      const sentAt = performance.now();
      const failed = () => {
        errors++;
        resolve();
      };
      const headers =
        body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(url, { method, agent, headers }, (response) => {
        response.resume();
        response.on('error', failed).on('end', () => {
          times.push(performance.now() - sentAt);
          if (response.statusCode! >= 300) errors++;
          resolve();
        });
      });
      sent.on('error', failed).end(body);
    });
  const connection = async () => {
    while (performance.now() - startedAt < ms) await one();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const quantile = (part: number) => times[Math.floor(times.length * part)] ?? 0;
  return { requestsPerSecond: times.length / seconds, medianMs: quantile(0.5), p99Ms: quantile(0.99), errors };
}

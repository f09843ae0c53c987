import type { ServerResponse } from 'node:http';

/** What goes wrong instead of, or during, an answer. */
export type Fault =
  /** Answers with this status; `errorCode` goes into X-Error-Code, `message` into X-Error-Message. */
  | { status: number; headers?: Record<string, string>; errorCode?: string; message?: string; body?: string }
  /** Closes the connection before any answer. */
  | { reset: true }
  /** Sends so many bytes of the body, then cuts the connection. */
  | { cutAfterBytes: number }
  /** States and sends only so many bytes of the body, and ends properly. */
  | { truncateTo: number }
  /** Sends so many bytes of the body, then nothing, with the connection open. */
  | { stallAfterBytes: number }
  /** Sends the right number of bytes, one of them wrong. */
  | { corrupt: true }
  /** Ignores a Range header. */
  | { ignoreRange: true }
  /** Sends these headers in place of the right ones, with the right body. */
  | { alterHeaders: Record<string, string> }
  /** Sends the body byte by byte, one every so many milliseconds. */
  | { dripMs: number };

export interface FaultRule {
  /** Which requests: by path and query, and by server. Default: all. */
  match?: RegExp;
  server?: 'hub' | 'storage';
  /** How many requests it hits, default 1; `Infinity` for all. */
  times?: number;
  fault: Fault;
}

/** A queue of things that go wrong: each request takes the first rule that matches and has hits left. */
export function createFaults() {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    add(rule: FaultRule): void {
      rules.push({ rule, left: rule.times ?? 1 });
    },
    clear(): void {
      rules = [];
    },
    take(server: 'hub' | 'storage', url: string): Fault | null {
      for (const entry of rules) {
        const { match, server: only } = entry.rule;
        if (entry.left <= 0 || (only !== undefined && only !== server) || (match && !match.test(url))) continue;
        entry.left--;
        return entry.rule.fault;
      }
      return null;
    },
  };
}

/** Answers in full for the faults that replace an answer. @returns whether it did */
export function answerWithFault(fault: Fault | null, response: ServerResponse): boolean {
  if (fault === null) return false;
  if ('reset' in fault) {
    response.socket?.destroy();
    return true;
  }
  if (!('status' in fault)) return false;
  const { status, headers = {}, errorCode, message, body = message ?? '' } = fault;
  response.writeHead(status, {
    ...(errorCode === undefined ? {} : { 'x-error-code': errorCode }),
    ...(message === undefined ? {} : { 'x-error-message': message }),
    ...headers,
  });
  response.end(body);
  return true;
}

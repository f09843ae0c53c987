import type { ErrorCode } from '../errors.ts';
import type { ComputationName } from './computations.ts';

export interface ThreadRequest {
  name: ComputationName;
  argument: unknown;
}

export type ThreadReply =
  | { result: unknown }
  /** Errors lose their class on the way between threads; the code is what must survive. */
  | { error: { code: ErrorCode | null; message: string; fix?: string; details?: Record<string, unknown> } };

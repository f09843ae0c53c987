import { ModelTraceError } from '../errors.ts';

/** @throws ARCHITECTURE_UNSUPPORTED with the reason, where the config asks for what is not implemented */
export function refuseIf(asked: boolean, reason: string): void {
  if (asked) throw new ModelTraceError('ARCHITECTURE_UNSUPPORTED', reason);
}

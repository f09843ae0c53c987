import { readFileSync } from 'node:fs';
import { ModelTraceError } from '@model-trace/core/errors';
import { parsePatterns, type SubmissionPolicy } from './submission-policy.ts';

/** The policy with the patterns of the operator's file. @throws ENVIRONMENT_INVALID when it cannot be read */
export function readPolicy({
  policy,
  doNotSubmitFile,
}: {
  policy: SubmissionPolicy;
  doNotSubmitFile: string | null;
}): SubmissionPolicy {
  if (doNotSubmitFile === null) return policy;
  try {
    const more = parsePatterns(readFileSync(doNotSubmitFile, 'utf8'));
    return { ...policy, doNotSubmit: [...policy.doNotSubmit, ...more] };
  } catch (cause) {
    throw new ModelTraceError('ENVIRONMENT_INVALID', `DO_NOT_SUBMIT_FILE cannot be read: ${doNotSubmitFile}`, {
      cause,
      fix: 'Set DO_NOT_SUBMIT_FILE to a text file with an id of a model, or a pattern, in each line.',
    });
  }
}

import { ModelTraceError } from '@model-trace/core/errors';
import { type EvaluationRequest, maxScanBases, type ScanBase, ScanOptions } from '@model-trace/core/results';
import type { Base } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { Submission } from '../evaluations/submission.ts';
import { Text } from '../validation/text.ts';

const { model, revision, weightType, weightsBase, weightsBaseRevision, force, webhook, priority } =
  Submission.properties;
const { traces, traceAll } = ScanOptions.properties;

/** The body of POST /v1/scans. */
export const ScanSubmission = Type.Object(
  {
    ...{ model, revision, weightType, weightsBase, weightsBaseRevision },
    bases: Type.Optional(
      Type.Array(Text({ maxLength: 512 }), {
        minItems: 1,
        maxItems: maxScanBases,
        uniqueItems: true,
        description: 'Models of /v1/bases to test against; default all of them',
      }),
    ),
    ...{ traces, traceAll, force, webhook, priority },
  },
  {
    title: 'ScanRequest',
    additionalProperties: false,
    examples: [{ model: 'distilbert/distilgpt2' }, { model: 'distilbert/distilgpt2', traces: 0, priority: 5 }],
  },
);
export type ScanSubmission = Static<typeof ScanSubmission>;

/**
 * The request as it is stored: with the bases as they are registered now, at their commits.
 * @throws BASE_UNKNOWN when one is not registered, or none is
 */
export function scanRequest(
  { bases: named, traces, traceAll, force: _force, webhook: _webhook, priority: _priority, ...of }: ScanSubmission,
  registered: readonly Base[],
): EvaluationRequest {
  const unknown = named?.findIndex((id) => registered.every((base) => base.model !== id)) ?? -1;
  if (unknown >= 0) throw baseUnknown(`${named![unknown]} is no registered base`, `/bases/${unknown}`);
  const chosen = registered.filter((base) => named === undefined || named.includes(base.model));
  if (chosen.length === 0) throw baseUnknown('No base is registered', '/bases');
  const bases: ScanBase[] = chosen.map((base) => ({
    model: base.model,
    ...(base.commit !== null && { revision: base.commit }),
  }));
  return {
    ...of,
    tasks: ['scan'],
    scan: { bases, ...(traces !== undefined && { traces }), ...(traceAll !== undefined && { traceAll }) },
  };
}

function baseUnknown(detail: string, pointer: string): ModelTraceError {
  return new ModelTraceError('BASE_UNKNOWN', detail, {
    details: { errors: [{ pointer, in: 'body', code: 'BASE_UNKNOWN', detail }] },
  });
}

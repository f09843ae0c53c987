import type { ModelTraceError } from '@model-trace/core/errors';
import type { StoredCheck } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { Nullable } from '../validation/nullable.ts';
import type { CheckContext } from './check-context.ts';

export const checkIds = [
  ...['repository', 'revision', 'weight-type', 'config', 'causal-lm', 'architecture', 'tokenizer', 'weights'],
  ...['weights-base', 'base', 'trace', 'license', 'model-card', 'do-not-submit', 'duplicate'],
] as const;
export type CheckId =
  | ('repository' | 'revision' | 'weight-type' | 'config' | 'causal-lm' | 'architecture' | 'tokenizer' | 'weights')
  | ('weights-base' | 'base' | 'trace' | 'license' | 'model-card' | 'do-not-submit' | 'duplicate');

/** One question about a submission. */
export interface Check {
  id: CheckId;
  title: string;
  /** Checks without which there is nothing to look at: when one of them did not pass, this one is skipped. */
  needs: readonly CheckId[];
  /**
   * What was found, when that is fine; a warning, when it may go on. A failure is thrown: permanent ones refuse the
   * submission, a Hub that does not answer leaves the question to the worker.
   */
  run(context: CheckContext): Promise<string | Warning | NotAsked>;
}

/** Something that whoever submits should know, and that refuses nothing. */
export interface Warning {
  warning: ModelTraceError;
}

/** The operator does not ask for it. */
export interface NotAsked {
  notAsked: string;
}

export interface CheckResult {
  check: CheckId;
  title: string;
  outcome: 'passed' | 'warned' | 'failed' | 'skipped';
  detail: string;
  /** Of a warning or failure, with its place in the request; of a skipped one when the Hub did not answer. */
  error?: ModelTraceError;
}

const Code = Type.String({ description: 'Listed at /v1/errors' });

/** A check that was not passed, and stopped nothing. */
export const CheckWarning = Type.Object(
  { check: Type.String(), code: Code, detail: Type.String(), fix: Nullable(Type.String()) },
  { title: 'CheckWarning' },
);
export type CheckWarning = Static<typeof CheckWarning>;

/** A check of a submission that was taken; of a version that had others, whatever they were called. */
export const SubmissionCheck = Type.Object(
  {
    check: Type.String(),
    title: Type.String(),
    outcome: Type.Union([
      Type.Literal('passed'),
      Type.Literal('warned'),
      Type.Literal('failed'),
      Type.Literal('skipped'),
    ]),
    code: Nullable(Code),
    detail: Type.String({ description: 'What was found' }),
    fix: Nullable(Type.String()),
  },
  { title: 'SubmissionCheck' },
);

export const CheckOutcome = Type.Object(
  {
    check: Type.Unsafe<CheckId>(Type.Union(checkIds.map((id) => Type.Literal(id)))),
    title: Type.String(),
    outcome: Type.Union(
      [Type.Literal('passed'), Type.Literal('warned'), Type.Literal('failed'), Type.Literal('skipped')],
      {
        description: 'warned: accepted all the same; skipped: nothing to look at, or the Hub did not answer',
      },
    ),
    code: Nullable(Code),
    detail: Type.String({ description: 'What was found' }),
    fix: Nullable(Type.String()),
    pointer: Nullable(Type.String(), { description: 'JSON pointer to the field of the request that it is about' }),
  },
  { title: 'CheckOutcome' },
);
export type CheckOutcome = Static<typeof CheckOutcome>;

export function toCheckOutcome({ check, title, outcome, detail, error }: CheckResult): CheckOutcome {
  const [place] = (error?.details?.errors as { pointer: string }[] | undefined) ?? [];
  return {
    ...{ check, title, outcome, detail },
    ...{ code: error?.code ?? null, fix: error?.fix ?? null, pointer: place?.pointer ?? null },
  };
}

/** A check as it is stored with what it let through. */
export function toStoredCheck({ check, outcome, detail, error }: CheckResult): StoredCheck {
  return { check, outcome, detail, code: error?.code ?? null, fix: error?.fix ?? null };
}

export function toCheckWarning({ check, detail, error }: CheckResult & { error: ModelTraceError }): CheckWarning {
  return { check, code: error.code, detail, fix: error.fix ?? null };
}

import type { ErrorObject } from 'ajv';
import type { FastifySchemaValidationError } from 'fastify';
import type { FieldError } from '../problems/problem.ts';

const places = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const;

/** A client that gets this many wrong is not helped by more. */
const maxErrors = 20;

/** Turns Ajv's errors (with `verbose`, so that they carry the value) into one sentence per field. */
export function describeValidationErrors(
  validation: readonly FastifySchemaValidationError[],
  part: keyof typeof places,
): FieldError[] {
  const errors = validation as unknown as readonly ErrorObject[];
  // A failed union reports each branch and then itself: only the union is told, with its choices.
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const isBranch = (error: ErrorObject) =>
    unions.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`));
  return errors
    .filter((error) => !isBranch(error))
    .slice(0, maxErrors)
    .map((error) => ({ in: places[part], ...describe(error) }));
}

function describe({ keyword, instancePath, params, message, data, schema, parentSchema }: ErrorObject) {
  const got = `, got ${quote(data)}`;
  switch (keyword) {
    case 'required':
      return {
        pointer: `${instancePath}/${escapePointer(params.missingProperty)}`,
        code: 'required',
        detail: 'is required',
      };
    case 'additionalProperties': {
      const fields = Object.keys((parentSchema as { properties?: object }).properties ?? {});
      return {
        pointer: `${instancePath}/${escapePointer(params.additionalProperty)}`,
        code: 'unknown',
        detail: `is not a known field; known are ${fields.join(', ')}`,
      };
    }
    case 'anyOf': {
      const choices = (schema as { const?: unknown }[]).map((branch) => branch.const);
      const detail = choices.includes(undefined) ? message! : `must be one of ${choices.map(quote).join(', ')}`;
      return { pointer: instancePath, code: 'choice', detail: detail + got };
    }
    case 'pattern':
      return { pointer: instancePath, code: 'pattern', detail: `${patternMeaning(parentSchema)}${got}` };
    default:
      return { pointer: instancePath, code: keyword, detail: message + got };
  }
}

/** A regular expression tells a user little: schemas say in `x-rule` what theirs means. */
function patternMeaning(schema: unknown): string {
  const { 'x-rule': rule, pattern } = schema as { 'x-rule'?: string; pattern: string };
  return rule ?? `must match ${pattern}`;
}

/** The offending value as JSON, short enough for a log line. */
function quote(value: unknown): string {
  const json = JSON.stringify(value) ?? 'undefined';
  return json.length <= 80 ? json : `${json.slice(0, 80)}…`;
}

function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}

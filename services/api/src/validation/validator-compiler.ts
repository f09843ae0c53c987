import { Ajv, type Options } from 'ajv';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

const options: Options = {
  // An unknown field is an error, never dropped.
  removeAdditional: false,
  // All mistakes in one answer. Its cost is bounded by the size limit of the body.
  allErrors: true,
  // Errors carry the offending value.
  verbose: true,
  useDefaults: true,
  strictTypes: false,
  keywords: ['x-rule'],
};

/** JSON has types, so a wrong type is an error. A query string has none: "20" is the number 20. */
const bodies = new Ajv({ ...options, coerceTypes: false, useDefaults: false });
const strings = new Ajv({ ...options, coerceTypes: true });
for (const ajv of [bodies, strings]) formats.default(ajv);

/** A check of JSON, for what is not a whole body of a route. */
export const compileBody = (schema: TSchema) => bodies.compile(schema);

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? bodies : strings).compile(schema);

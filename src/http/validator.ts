import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

/**
 * Unknown fields are an error: Fastify's own default drops them, and a misspelt parameter of a study would pass unseen.
 * Only what comes as text, in the URL, is turned into numbers and booleans; a body says what it means.
 */
export function validatorCompiler(): FastifySchemaCompiler<TSchema> {
  const options = { useDefaults: true, removeAdditional: false, allErrors: true, strict: false } as const;
  const body = new Ajv({ ...options, coerceTypes: false });
  const url = new Ajv({ ...options, coerceTypes: true });
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : url).compile(schema);
}

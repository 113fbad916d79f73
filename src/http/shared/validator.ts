import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { SHAPE_RULES } from '../../planning/index.js';

/** A body is checked by the rules of planning; what comes as text, in the URL, is turned into numbers and booleans. */
export function validatorCompiler(): FastifySchemaCompiler<TSchema> {
  const body = new Ajv(SHAPE_RULES);
  const url = new Ajv({ ...SHAPE_RULES, coerceTypes: true });
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : url).compile(schema);
}

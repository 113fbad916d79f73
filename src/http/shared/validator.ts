import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { SHAPE_RULES } from '../../planning/index.js';

/** Validates bodies by the rules of planning; parameters of URLs are text and are coerced to numbers and booleans. */
export function validatorCompiler(): FastifySchemaCompiler<TSchema> {
  const body = new Ajv(SHAPE_RULES);
  const url = new Ajv({ ...SHAPE_RULES, coerceTypes: true });
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : url).compile(schema);
}

import type { SwaggerOptions } from '@fastify/swagger';
import { ANSWERS } from './openapi-answers.js';
import { PROBLEMS } from './problems.js';

/** As much of an OpenAPI document as is completed here. */
interface Operation {
  operationId?: string;
  parameters?: { in: string }[];
  requestBody?: unknown;
  responses: Record<string, { description?: string; content?: Record<string, { schema?: unknown }>; $ref?: string }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, unknown>; responses?: Record<string, unknown> };
}

const PROBLEM_TYPE = 'application/problem+json';

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457; `code` is stable',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    detail: { type: 'string', description: 'one line for people' },
    instance: { type: 'string', description: 'the path of the request' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', description: 'path of the field, such as `arms.0.tone`' },
          message: { type: 'string' },
        },
      },
    },
  },
};

/** Media types whose bodies are text, whatever the schema of the JSON beside them. */
const AS_TEXT: Readonly<Record<string, string>> = {
  'application/x-ndjson': 'a JSON object a line',
  'application/x-chess-pgn': 'PGN',
  'text/csv': 'comma-separated values with a header',
  'text/html': 'a page',
  'text/plain': 'text',
};

const SINGULAR: Readonly<Record<string, string>> = { studies: 'study', matches: 'match' };
const singular = (word: string): string => SINGULAR[word] ?? word.replace(/s$/, '');
const capital = (word: string): string =>
  word.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());

/**
 * `GET /tournaments/{id}/standings` is `getTournamentStandings`, `POST /matches/{id}/cancel` is `cancelMatch`, `GET
 * /models` is `listModels`.
 */
export function operationIdOf(method: string, path: string): string {
  const words = path.split('/').filter(Boolean);
  const [collection = '', ...rest] = words.filter((word) => !word.startsWith('{'));
  const onOne = words[1]?.startsWith('{') ?? false;
  if (method === 'post' && rest.length > 0)
    return `${rest.map((word, i) => (i === 0 ? word : capital(word))).join('')}${capital(singular(collection))}`;
  const verb = method === 'get' ? (onOne ? 'get' : 'list') : method === 'post' ? 'create' : method;
  const noun = onOne || method === 'post' ? singular(collection) : collection;
  return [verb, capital(noun), ...rest.map(capital)].join('');
}

function complete(method: string, path: string, operation: Operation): void {
  operation.operationId ??= operationIdOf(method, path);
  const { responses } = operation;
  const known = ANSWERS[`${method} ${path}`];
  if (known) {
    delete responses['200'];
    Object.assign(responses, known);
  }
  for (const { content } of Object.values(responses)) {
    for (const [type, media] of Object.entries(content ?? {}))
      if (AS_TEXT[type]) media.schema = { type: 'string', description: AS_TEXT[type] };
  }
  const problem = { $ref: '#/components/responses/Problem' };
  if (operation.requestBody !== undefined || operation.parameters?.some((parameter) => parameter.in === 'query'))
    responses['400'] ??= problem;
  if (operation.parameters?.some((parameter) => parameter.in === 'path')) responses['404'] ??= problem;
  responses.default ??= problem;
}

/**
 * The document at /docs: every operation has an id, its answers and its problems, so that a client can be generated
 * from it.
 */
export function openApiOptions({
  version,
  keys,
}: {
  readonly version: string;
  readonly keys: boolean;
}): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sentimate',
        version,
        description:
          'Fine-tunes children of a chat-and-chess network on dialogue of a tone and lets them play rated games.',
        license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' } as { name: string },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      ...(keys ? { security: [{ key: [] }] } : {}),
    },
    transformObject: (input) => {
      if (!('openapiObject' in input)) return input.swaggerObject;
      const document = structuredClone(input.openapiObject) as unknown as Document;
      document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
      document.components.responses = {
        Problem: {
          description: 'What went wrong',
          content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      };
      for (const [path, operations] of Object.entries(document.paths))
        for (const [method, operation] of Object.entries(operations)) complete(method, path, operation);
      return document as unknown as typeof input.openapiObject;
    },
  };
}

import type { SwaggerOptions } from '@fastify/swagger';
import { ProblemDocument, UploadForm } from '../../spec/api/index.js';
import { extractComponents } from './openapi-components.js';

/** As much of an OpenAPI document as is completed here. */
interface Operation {
  parameters?: { in: string }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, unknown>; responses?: Record<string, unknown> };
}

const PROBLEM_TYPE = 'application/problem+json';
const MULTIPART = 'multipart/form-data';

/** Adds the problems that an operation may answer with. */
function addProblems(operation: Operation): void {
  const { responses, parameters = [] } = operation;
  const problem = { $ref: '#/components/responses/Problem' };
  if (operation.requestBody !== undefined || parameters.some((parameter) => parameter.in === 'query'))
    responses['400'] ??= problem;
  if (parameters.some((parameter) => parameter.in === 'path')) responses['404'] ??= problem;
  responses.default ??= problem;
}

/**
 * Options of the document at /docs. Routes give its operations with ids, parameters and answers; what is added here are
 * the problems, the form of uploads (which is read as a stream, so that no schema checks it), and the components.
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
    transform: ({ schema, url }) => ({
      schema: schema?.consumes?.includes(MULTIPART) ? { ...schema, body: UploadForm } : schema,
      url,
    }),
    transformObject: (input) => {
      if (!('openapiObject' in input)) return input.swaggerObject;
      const document = structuredClone(input.openapiObject) as unknown as Document;
      for (const operations of Object.values(document.paths))
        for (const operation of Object.values(operations)) addProblems(operation);
      const responses = {
        Problem: {
          description: 'What went wrong',
          content: { [PROBLEM_TYPE]: { schema: structuredClone(ProblemDocument) } },
        },
      };
      const found = extractComponents({ paths: document.paths, responses });
      const { paths, responses: problems } = found.paths as Pick<Document, 'paths'> & { responses: typeof responses };
      return {
        ...input.openapiObject,
        paths,
        components: { ...input.openapiObject.components, schemas: found.schemas, responses: problems },
      } as unknown as typeof input.openapiObject;
    },
  };
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ComputeError } from '../../orchestration/index.js';
import { type FieldError, PlanningError, shapeProblem, specProblemCode } from '../../planning/index.js';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode, type ProblemDocument, ProblemList } from '../../spec/api/index.js';
import { SpecError } from '../../tournament/plan/index.js';
import type { ApiRoutes } from './api-types.js';

/** An expected failure (RFC 9457). Thrown anywhere below a route; answered as `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors?: readonly FieldError[],
  ) {
    super(detail);
  }
}

/** Returns the Problem `not-found` for a resource that does not exist. */
export const notFound = (what: string): Problem => new Problem('not-found', `there is no such ${what}`);

function send(request: FastifyRequest, reply: FastifyReply, { code, detail, errors }: Problem): FastifyReply {
  const [status, title] = PROBLEMS[code];
  const body: ProblemDocument = {
    type: `/problems#${code}`,
    title,
    status,
    code,
    detail,
    instance: request.url.split('?', 1)[0]!,
    ...(errors ? { errors } : {}),
  };
  return reply.status(status).type('application/problem+json').send(body);
}

/** Codes of the errors that Fastify itself throws. */
const BY_FASTIFY: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_REQ_FILE_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-request',
};

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SpecError)
    return new Problem(specProblemCode(error), error.message, [{ field: error.field, message: error.message }]);
  if (error instanceof ComputeError) return computeProblem(error);
  if (error instanceof PlanningError)
    return new Problem(error.code, error.message, error.errors.length > 0 ? error.errors : undefined);
  if (error.validation) {
    const { message, errors } = shapeProblem(error.validation, error.validationContext ?? 'request');
    return new Problem('invalid-request', message, errors);
  }
  const known = BY_FASTIFY[error.code];
  if (known) return new Problem(known, error.message);
  if (error.statusCode === 429) return new Problem('too-many-requests', error.message);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem('invalid-request', error.message);
  return new Problem('internal', 'the error was logged');
}

function computeProblem({ code, message }: ComputeError): Problem {
  if (code === 'busy' || code === 'timed-out') return new Problem(code, message);
  if (code === 'bad-position') return new Problem('illegal-position', message);
  return new Problem('unavailable', message);
}

/** Answers all errors and unknown routes with Problems. Logs those of status 500 and above. */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error);
    if (PROBLEMS[problem.code][0] >= 500) request.log.error({ err: error }, 'request failed');
    return send(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    send(request, reply, notFound(`route ${request.method} ${request.url.split('?', 1)[0]}`)),
  );
}

/** `/problems`: the catalogue of error codes. */
export const problemRoutes: ApiRoutes = async (app) => {
  app.get(
    '/problems',
    {
      schema: {
        tags: ['operation'],
        operationId: 'listProblems',
        summary: 'Every error code with its status',
        response: { 200: ProblemList },
      },
    },
    async () => PROBLEM_CODES.map((code) => ({ code, status: PROBLEMS[code][0], title: PROBLEMS[code][1] })),
  );
};

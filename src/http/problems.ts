import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ComputeError } from '../orchestration/index.js';
import { type FieldError, PlanningError, shapeProblem } from '../planning/index.js';
import { SpecError } from '../tournament/plan/index.js';

/** Every code that an answer may carry, with its HTTP status and title. Clients may rely on the codes. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request does not have the right shape'],
  'invalid-spec': [400, 'The specification contradicts itself'],
  'bad-cursor': [400, 'The page cursor is not one of ours'],
  'bad-upload': [400, 'The uploaded file cannot be used'],
  'illegal-position': [400, 'The position is not legal'],
  unauthorized: [401, 'A valid key is needed'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'not-acceptable': [406, 'None of the accepted media types is offered'],
  conflict: [409, 'The state does not allow this'],
  'in-use': [409, 'Something that runs needs this'],
  'too-large': [413, 'The request is larger than the limit'],
  'unsupported-media-type': [415, 'The media type is not understood'],
  'idempotency-mismatch': [422, 'The Idempotency-Key was used for another request'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'Something went wrong on our side'],
  busy: [503, 'Too many requests wait already'],
  unavailable: [503, 'A part that is needed does not answer'],
  'timed-out': [504, 'The answer took too long'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof PROBLEMS;

/** An expected failure. Thrown anywhere below a route; written as `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors?: readonly FieldError[],
  ) {
    super(detail);
  }
}

export const notFound = (what: string): Problem => new Problem('not-found', `there is no such ${what}`);

function send(request: FastifyRequest, reply: FastifyReply, { code, detail, errors }: Problem): FastifyReply {
  const [status, title] = PROBLEMS[code];
  return reply
    .status(status)
    .type('application/problem+json')
    .serializer(JSON.stringify) // the route's schema describes its good answers only
    .send({
      type: `/problems#${code}`,
      title,
      status,
      code,
      detail,
      instance: request.url.split('?', 1)[0],
      ...(errors ? { errors } : {}),
    });
}

/** Codes of Fastify's own refusals. */
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
    return new Problem('invalid-spec', error.message, [{ field: error.field, message: error.message }]);
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

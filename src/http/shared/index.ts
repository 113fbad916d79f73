/** Shared by all routes: problems, pagination, ETags, authentication, handler types, the OpenAPI document. */

export { AnswerFromMemory } from './answer-from-memory.js';
export { type ApiApp, type ApiRoutes, type ApiTypeProvider, jsonSerializer, textBody } from './api-types.js';
export { keyCheck, registerAuth } from './auth.js';
export { registerBodyEtag } from './body-etag.js';
export type { Context } from './context.js';
export { dashboardRoutes } from './dashboard-files.js';
export { isFresh } from './etag.js';
export { isoOrNull, storedFailure } from './fields.js';
export { findStoredAnswer, idempotencyOf, storedAnswer } from './idempotency.js';
export { registerKeptAnswers } from './kept-answers.js';
export { OncePerVersion } from './once-per-version.js';
export { openApiOptions } from './openapi.js';
export { decodeCursor, pageFrom } from './paging.js';
export { planningOf } from './planning-context.js';
export { notFound, Problem, problemRoutes, registerProblems } from './problems.js';
export { registerSecurityHeaders, securityHeaders } from './security-headers.js';
export { validatorCompiler } from './validator.js';

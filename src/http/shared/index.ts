/** What all routes share: problems, pages, ETags, keys, types of handlers, the OpenAPI document. */

export { type ApiRoutes, type ApiTypeProvider, jsonSerializer, textBody } from './api-types.js';
export { registerAuth } from './auth.js';
export { registerBodyEtag } from './body-etag.js';
export type { Context } from './context.js';
export { dashboardRoutes } from './dashboard-files.js';
export { isFresh } from './etag.js';
export { failureOf, timeOrNull } from './fields.js';
export { answeredBefore, idempotencyOf, repeatedAnswer } from './idempotency.js';
export { OncePerVersion } from './once-per-version.js';
export { openApiOptions } from './openapi.js';
export { decodeCursor, pageFrom } from './paging.js';
export { planningOf } from './planning-context.js';
export { notFound, Problem, problemRoutes, registerProblems } from './problems.js';
export { validatorCompiler } from './validator.js';

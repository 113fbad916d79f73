/** Signed plans: made by the service, checked by anyone offline. */

export { checkStatement } from './check-statement.js';
export { signedStatement } from './statement.js';

/** The HTTP API. */

export { buildApp } from './app.js';
export { pgnOf } from './games.js';

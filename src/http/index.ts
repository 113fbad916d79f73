/** The HTTP API. */

export { buildApp } from './app.js';

/** The HTTP API as a Fastify instance. */

export { buildApp } from './app.js';

/** The embedded PostgreSQL server of one home. */

export { startPostgres } from './postgres-server.js';

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { listWorkers } from '../store/base/index.js';
import type { Context } from './context.js';
import { Problem } from './problems.js';

const tags = ['operation'];

/**
 * `/healthz`: the process answers. `/readyz`: so do the database and the queue. `/metrics`: Prometheus. `/workers`: who
 * is there.
 */
export const healthRoutes =
  (context: Context): FastifyPluginAsyncTypebox =>
  async (app) => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    new Gauge({
      name: 'sentimate_queue_jobs',
      help: 'Jobs by queue and state',
      labelNames: ['queue', 'state'],
      registers: [registry],
      async collect() {
        for (const [queue, { waiting, active }] of Object.entries(await context.queues.counts())) {
          this.set({ queue, state: 'waiting' }, waiting);
          this.set({ queue, state: 'active' }, active);
        }
      },
    });
    new Gauge({
      name: 'sentimate_workers',
      help: 'Workers heard of in the last minute',
      labelNames: ['kind'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const { kind } of await listWorkers(context.db.pool)) this.inc({ kind });
      },
    });

    app.get('/healthz', { schema: { tags, summary: 'The process answers' } }, async () => ({ status: 'ok' }));

    app.get('/readyz', { schema: { tags, summary: 'Database and queue answer' } }, async () => {
      try {
        await context.db.pool.query('select 1');
      } catch {
        throw new Problem('unavailable', 'the database does not answer');
      }
      try {
        return { status: 'ok', queues: await context.queues.counts() };
      } catch {
        throw new Problem('unavailable', 'the queue does not answer');
      }
    });

    app.get('/workers', { schema: { tags, summary: 'Workers heard of in the last minute' } }, async () => ({
      data: await listWorkers(context.db.pool),
    }));

    app.get('/metrics', { schema: { tags, summary: 'Prometheus metrics' } }, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
  };

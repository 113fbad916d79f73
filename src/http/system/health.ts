import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Health, Readiness, type Worker, WorkerList } from '../../spec/api/index.js';
import { listWorkers, type WorkerRow } from '../../store/base/index.js';
import type { Context } from '../shared/index.js';
import { type ApiRoutes, Problem, textBody } from '../shared/index.js';

const tags = ['operation'];

/** A worker as the API shows it. */
export const workerOf = ({ id, kind, host, pid, startedAt, heartbeatAt, backend }: WorkerRow): Worker => ({
  ...{ id, kind, host, pid, backend },
  startedAt: startedAt.toISOString(),
  heartbeatAt: heartbeatAt.toISOString(),
});

/**
 * `/healthz`: the process answers. `/readyz`: so do the database and the queue. `/metrics`: Prometheus. `/workers`: who
 * is there.
 */
export const healthRoutes =
  (context: Context): ApiRoutes =>
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

    app.get(
      '/healthz',
      { schema: { tags, operationId: 'getHealth', summary: 'The process answers', response: { 200: Health } } },
      async () => ({ status: 'ok' as const }),
    );

    app.get(
      '/readyz',
      {
        schema: {
          tags,
          operationId: 'getReadiness',
          summary: 'Database and queue answer',
          response: { 200: Readiness },
        },
      },
      async () => {
        try {
          await context.db.pool.query('select 1');
        } catch {
          throw new Problem('unavailable', 'the database does not answer');
        }
        try {
          return { status: 'ok' as const, queues: await context.queues.counts() };
        } catch {
          throw new Problem('unavailable', 'the queue does not answer');
        }
      },
    );

    app.get(
      '/workers',
      {
        schema: {
          tags,
          operationId: 'listWorkers',
          summary: 'Workers heard of in the last minute',
          response: { 200: WorkerList },
        },
      },
      async () => ({ data: (await listWorkers(context.db.pool)).map(workerOf) }),
    );

    app.get(
      '/metrics',
      {
        schema: {
          tags,
          operationId: 'getMetrics',
          summary: 'Prometheus metrics',
          response: {
            200: {
              description: 'Prometheus’ text format',
              content: { 'text/plain': { schema: textBody('one measure a line') } },
            },
          },
        },
      },
      async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
    );
  };

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { countOpenWork, listWorkers } from '../store/base/index.js';
import type { Context } from './context.js';

const MS = 1e6; // nanoseconds

/**
 * `/system`: workers, queues, what waits and for how long, and how late this process is. For people who look, not for
 * probes.
 */
export const systemRoutes =
  (context: Context): FastifyPluginAsyncTypebox =>
  async (app) => {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    app.addHook('onClose', async () => void delay.disable());

    app.get(
      '/system',
      { schema: { tags: ['operation'], operationId: 'system', summary: 'Workers, queues and lag in one answer' } },
      async () => {
        const { pool } = context.db;
        const since = performance.now();
        const [workers, work, queues] = [
          await listWorkers(pool),
          await countOpenWork(pool),
          await context.queues.counts().catch(() => null),
        ];
        const loop = { meanMs: delay.mean / MS, p99Ms: delay.percentile(99) / MS, maxMs: delay.max / MS };
        delay.reset();
        return {
          now: new Date().toISOString(),
          workers: workers.map(({ id, kind, host, pid, startedAt, heartbeatAt, backend }) => ({
            id,
            kind,
            host,
            pid,
            startedAt,
            heartbeatAt,
            backend,
          })),
          queues,
          work,
          api: {
            pid: process.pid,
            node: process.version,
            uptimeSeconds: process.uptime(),
            rssBytes: process.memoryUsage.rss(),
            loop,
            answerMs: performance.now() - since,
          },
        };
      },
    );
  };

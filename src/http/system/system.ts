import { monitorEventLoopDelay } from 'node:perf_hooks';
import { System } from '../../spec/api/index.js';
import { countOpenWork, listWorkers } from '../../store/base/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { workerOf } from './health.js';

const MS = 1e6; // nanoseconds

/**
 * `/system`: workers, queues, what waits and for how long, and how late this process is. For people who look, not for
 * probes.
 */
export const systemRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    app.addHook('onClose', async () => void delay.disable());

    app.get(
      '/system',
      {
        schema: {
          tags: ['operation'],
          operationId: 'getSystem',
          summary: 'Workers, queues and lag in one answer',
          response: { 200: System },
        },
      },
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
          workers: workers.map(workerOf),
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

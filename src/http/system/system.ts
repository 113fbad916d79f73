import { monitorEventLoopDelay } from 'node:perf_hooks';
import { System } from '../../spec/api/index.js';
import { countOpenWork, listWorkers } from '../../store/base/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { workerOf } from './health.js';

const NANOSECONDS_PER_MS = 1e6;

/**
 * `/system`: workers, queues, waiting work and the event-loop delay. For the dashboard and operators, not for probes.
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
        const loop = {
          meanMs: delay.mean / NANOSECONDS_PER_MS,
          p99Ms: delay.percentile(99) / NANOSECONDS_PER_MS,
          maxMs: delay.max / NANOSECONDS_PER_MS,
        };
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

/**
 * The service without workers as a process of its own, from `dist`, as `sentimate serve` starts it; listens on PORT and
 * says so in its log. Nothing that ships is registered: tests bring a base and a dataset of their own.
 */
import { join } from 'node:path';
import { pino } from 'pino';
import { homeFrom } from '../../dist/src/files/home.js';
import { startService } from '../../dist/src/service/index.js';

const { PORT, SENTIMATE_PATIENCE_MS: patience } = process.env;
const log = pino({ level: 'warn' });
const home = homeFrom(process.env);
const service = await startService({
  home,
  log,
  port: Number(PORT),
  host: '127.0.0.1',
  apiKeys: [],
  fineTuneWorkers: 0,
  matchWorkers: 0,
  workerOutput: 'inherit',
  env: process.env,
  shipped: join(home, 'nothing'),
  patienceMs: patience ? Number(patience) : undefined,
  reconcileEveryMs: 503,
});
process.on('SIGTERM', () => service.stop());
log.warn({ port: Number(PORT) }, 'listening');

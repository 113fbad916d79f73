/** The API and the reconciler as a process of their own, from `dist`; listens on PORT and says so in its log. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { homeFrom, projectRoot } from '../../dist/src/files/home.js';
import { buildApp } from '../../dist/src/http/app.js';
import { ChatHost } from '../../dist/src/orchestration/chat-host.js';
import { startReconciler } from '../../dist/src/orchestration/reconcile.js';
import { openQueues } from '../../dist/src/queue/index.js';
import { openDatabase } from '../../dist/src/store/index.js';

const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, PORT, SENTIMATE_PATIENCE_MS: patience } = process.env;
const timeoutMs = patience ? Number(patience) : undefined;
const log = pino({ level: 'warn' });
const home = homeFrom(process.env);
const db = openDatabase(databaseUrl, { timeoutMs });
const queues = openQueues({ databaseUrl, redisUrl, timeoutMs }, log);
const stop = new AbortController();
const reconciler = startReconciler({ db, queues, log, signal: stop.signal, periodMs: 503 });
const chat = new ChatHost({ log, home });
const text = await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8');
const book = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const app = await buildApp({ db, home, queues, chat, book, log, apiKeys: [], nudge: () => reconciler.nudge() });
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
process.on('SIGTERM', async () => {
  await app.close();
  stop.abort();
  await reconciler.done;
  await Promise.all([queues.close(), chat.stop()]);
  await db.end();
});
log.warn({ port: Number(PORT) }, 'listening');

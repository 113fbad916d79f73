// A worker that takes one job and never ends, to be killed. Plain JavaScript: it runs as a process of its own.
import { createPostgresBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const { databaseUrl, redisUrl } = JSON.parse(process.env.STUCK);
const work = (job) => {
  process.send(job.id);
  return new Promise(() => undefined);
};
const options = { lockDuration: 1000, stalledInterval: 500 };
if (redisUrl)
  new Worker('match', work, { ...options, connection: new Redis(redisUrl, { maxRetriesPerRequest: null }) });
else
  new Worker(
    'match',
    work,
    { ...options, connection: { connectionString: databaseUrl, schema: 'bullmq' } },
    createPostgresBackend,
  );

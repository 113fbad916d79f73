import { afterAll, beforeAll } from 'vitest';
import { RedisServer } from '../redis-server.js';
import { describeQueue } from './describe-queue.js';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.open();
});
afterAll(() => redis?.close());

describeQueue('Redis', () => redis.url);

import { afterEach, describe, it } from 'vitest';
import { RedisServer } from '../redis-server.js';
import { closeArena, survivesKills } from './killed-tournament.js';

let redis: RedisServer | undefined;
afterEach(async () => {
  await closeArena();
  await redis?.close();
});

describe('a tournament whose processes are killed', () => {
  it('ends with each game once on Redis', { timeout: 600_000 }, async () => {
    redis = await RedisServer.open();
    await survivesKills(redis.url);
  });
});

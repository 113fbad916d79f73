import { describe, expect, it } from 'vitest';
import { workerConfig } from '../../src/orchestration/config.js';

describe('the configuration of a worker', () => {
  it('has defaults for all but the database', () => {
    expect(workerConfig({ DATABASE_URL: 'postgres://x' })).toMatchObject({
      redisUrl: undefined,
      leaseMs: 60_000,
      gamesHeld: 512,
      logLevel: 'info',
    });
    expect(
      workerConfig({ DATABASE_URL: 'postgres://x', SENTIMATE_LEASE_MS: '2000', REDIS_URL: 'redis://y' }),
    ).toMatchObject({ leaseMs: 2000, redisUrl: 'redis://y' });
  });

  it('names what is wrong', () => {
    expect(() => workerConfig({})).toThrow('DATABASE_URL is not set');
    for (const text of ['soon', '-1', '1.5', '10']) {
      expect(() => workerConfig({ DATABASE_URL: 'postgres://x', SENTIMATE_LEASE_MS: text })).toThrow(
        'SENTIMATE_LEASE_MS must be a whole number',
      );
    }
  });
});

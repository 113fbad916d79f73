import { configDefaults, defineConfig } from 'vitest/config';
import { SlowFirst } from './test/slow-first.js';

/**
 * Rooms whose files leave nothing behind in the process that runs them: no mocks, no servers, no changed environment.
 * All their files run in one process a worker, so that each module is loaded once and TensorFlow starts once. Any other
 * file has a process of its own.
 */
const SHARED = [
  'chess',
  'dialogue',
  'files',
  'match',
  'model',
  'rating',
  'setup',
  'spec',
  'tournament',
  'training',
  'vocabulary',
];
const shared = ['test/*.test.ts', ...SHARED.map((room) => `test/${room}/**/*.test.ts`)];
/** Tests that need more than Node, pip and a C++ compiler: vitest.peers.config.ts runs them. */
const PEERS = 'test/**/*.peers.test.ts';

export default defineConfig({
  test: {
    pool: 'forks', // native addons crash thread pools
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: SlowFirst },
    coverage: { include: ['src/**/*.{ts,tsx}', 'workers/**/*.ts'], reporter: ['json-summary'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [PEERS, ...shared],
          globalSetup: 'test/postgres.ts',
        },
      },
      {
        extends: true,
        test: { name: 'shared', include: shared, exclude: [...configDefaults.exclude, PEERS], isolate: false },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/slow-first.js';

/** Tests against other programs and reference data; `npm run test:peers` installs what they need and runs them. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/**/*.peers.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: SlowFirst },
    globalSetup: 'test/postgres.ts',
  },
});

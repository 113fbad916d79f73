import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks', // native addons crash thread pools
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

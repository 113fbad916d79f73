import { describe, expect, it } from 'vitest';
import { KERNEL_THREADS, networkThreads } from '../../src/orchestration/compute-threads.js';

describe('threads of networks', () => {
  it.each([
    ['one for each processor where a kernel takes one', 'cpu', '1', 8, 8],
    ['fewer where a kernel takes several', 'cpu', '3', 8, 2],
    ['one at least', 'cpu', '4', 2, 1],
    ['no more than memory has room for', 'cpu', '1', 96, 16],
    ['one where a kernel takes all processors', 'cpu', undefined, 8, 1],
    ['one on a GPU', 'gpu', '1', 8, 1],
    ['one where the variable says nothing', 'cpu', 'many', 8, 1],
  ] as const)('%s', (_, device, ofKernel, processors, threads) => {
    expect(networkThreads(device, { [KERNEL_THREADS]: ofKernel }, processors)).toBe(threads);
  });
});

import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { ComputeProcess, type ComputeProcessOptions } from '../../src/orchestration/compute-process.js';
import type { Log } from '../../src/orchestration/log.js';

export const MOCK_CHILD = fileURLToPath(new URL('mock-child.mjs', import.meta.url));

/** What a fine-tune of this seed does in the mock child. */
export const SEEDS = { good: 1, diverges: 2, crashes: 3, waits: 4, deaf: 5, mute: 6 } as const;

export const silent: Log = pino({ level: 'silent' });

export function mockProcess(options: Partial<ComputeProcessOptions> = {}): ComputeProcess {
  return new ComputeProcess({ log: silent, entry: MOCK_CHILD, ...options });
}

/** Waits for a condition, looking often. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 10_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GameResult } from '../../src/spec/game.js';
import { ResultBatch } from '../../workers/child/result-batch.js';

/** A quarter of a second. */
const MAX_WAIT_MS = 250;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const result = {} as GameResult;

describe('the batch of results', () => {
  it('sends together what ends within a quarter of a second', () => {
    const sent: number[] = [];
    const batch = new ResultBatch((results) => sent.push(results.length));
    batch.add(result);
    batch.add(result);
    vi.advanceTimersByTime(MAX_WAIT_MS - 1);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([2]);
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([2]);
  });

  it('sends on time when the event loop is too busy for timers, and what is left at the end', () => {
    const sent: number[] = [];
    const batch = new ResultBatch((results) => sent.push(results.length));
    batch.add(result);
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + MAX_WAIT_MS);
    batch.add(result);
    expect(sent).toEqual([2]);
    batch.add(result);
    batch.flush();
    batch.flush();
    expect(sent).toEqual([2, 1]);
    expect(batch.count).toBe(3);
  });
});

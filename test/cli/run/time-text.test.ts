import { describe, expect, it } from 'vitest';
import { jointRates, timeText } from '../../../src/cli/run/time-text.js';

const now = new Date('2026-11-30T12:00:00Z');
const seconds = { fineTunes: 0, checks: 0, games: 0, wall: 540 };
const text = (at: string | null, measured = true) => timeText(seconds, { measured, at }, now);

describe('how long a plan takes, in words', () => {
  it('says when the rates were measured, or that they were not', () => {
    expect(text('2026-11-30T11:58:00Z')).toBe('about 9 min on this machine (measured 2 min ago)');
    expect(text('2026-11-30T11:59:30Z')).toBe('about 9 min on this machine (measured just now)');
    expect(text('2026-11-30T12:10:00Z')).toBe('about 9 min on this machine (measured just now)'); // a clock set back
    expect(text('2026-11-27T00:00:00Z')).toBe('about 9 min on this machine (measured 3 days ago)');
    expect(text(null, false)).toBe('about 9 min (by default rates, not measured here)');
  });

  it('is as old as the oldest of several plans', () => {
    const [a, b] = ['2026-11-30T11:00:00Z', '2026-11-30T10:00:00Z'].map((at) => ({ measured: true, at }));
    expect(jointRates([a!, b!])).toEqual(b);
    expect(jointRates([a!, { measured: false, at: null }]).measured).toBe(false);
  });
});

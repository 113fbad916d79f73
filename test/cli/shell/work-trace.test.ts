import { describe, expect, it } from 'vitest';
import { processorSeconds } from '../../../src/cli/shell/processor-use.js';
import { fineTuneRows, matchState } from '../../../src/cli/shell/work-trace.js';
import type { Event } from '../../../src/spec/api/index.js';

const at = (seconds: number): string => new Date(1e12 + 1000 * seconds).toISOString();
const events = (list: readonly (readonly [Event['type'], number])[]): Event[] =>
  list.map(([type, seconds], i) => ({ seq: i + 1, type, at: at(seconds), data: {} }) as unknown as Event);

describe('the trace of a tournament', () => {
  it('divides a fine-tune worker’s time by events, to the end', () => {
    const rows = fineTuneRows(
      events([
        ['created', 0],
        ['fine-tune-started', 1],
        ['fine-tune-training', 1.5],
        ['fine-tune-checking', 8],
        ['game', 9],
        ['fine-tune-finished', 10],
        ['fine-tune-started', 10.25],
        ['fine-tune-requeued', 12],
        ['fine-tune-started', 13],
        ['fine-tune-training', 14],
        ['fine-tune-checking', 15],
        ['fine-tune-finished', 16],
      ]),
      1e12,
      1e12 + 20_000,
    );
    expect(rows).toEqual([
      { what: 'fine-tune worker trains', seconds: 7.5 },
      { what: 'fine-tune worker has ended', seconds: 4 },
      { what: 'fine-tune worker loads', seconds: 3.25 },
      { what: 'fine-tune worker checks', seconds: 3 },
      { what: 'fine-tune worker waits for a fine-tune', seconds: 2.25 },
    ]);
  });

  it('says why a match worker waits', () => {
    const progress = { games: 10, due: 6, claimed: 0, done: 4 } as Parameters<typeof matchState>[0];
    const work = { gamesDue: 0, leasesOver: 0 } as Parameters<typeof matchState>[1];
    expect(matchState({ ...progress, claimed: 2 }, work)).toBe('plays');
    expect(matchState(progress, work)).toBe('waits for children');
    expect(matchState(progress, { ...work, gamesDue: 3 })).toBe('waits for the claim of due games');
    expect(matchState({ ...progress, claimed: 2 }, { ...work, leasesOver: 2 })).toBe('waits for a lease to end');
    expect(matchState({ ...progress, done: 10 }, work)).toBe('has ended');
  });

  it('counts the processor time of this process where the system tells it', () => {
    const used = processorSeconds(process.pid);
    if (process.platform === 'linux') expect(used!.service).toBeGreaterThan(0);
    else expect(used).toBeNull();
  });
});

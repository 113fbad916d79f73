import { describe, expect, it } from 'vitest';
import type { PlannedContestant } from '../../../src/spec/game.js';
import { failedFineTunes, failedReplicates } from '../../../src/tournament/plan/failed-replicates.js';

const child = (arm: string, replicate: number): PlannedContestant =>
  ({ kind: 'child', key: `${arm}/${replicate}`, arm, replicate, fineTuneKey: `ft ${arm}/${replicate}` }) as never;

describe('replicates that failed', () => {
  const untouched = { kind: 'untouched', key: 'untouched', replicate: null, fineTuneKey: null } as never;
  const contestants = [1, 2, 3].flatMap((one) => [child('positive', one), child('negative', one)]).concat(untouched);

  it('are those in which some arm has no child, and their children of every arm', () => {
    const failed = failedFineTunes([
      { key: 'ft positive/1', state: 'finished' },
      { key: 'ft positive/2', state: 'failed' },
      { key: 'ft negative/3', state: 'cancelled' },
      { key: 'ft positive/3', state: 'running' },
      { key: 'ft negative/1', state: 'queued' },
    ]);
    const { replicates, children } = failedReplicates(contestants, failed);
    expect([...replicates]).toEqual([2, 3]);
    expect([...children]).toEqual(['positive/2', 'negative/2', 'positive/3', 'negative/3']);
  });

  it('are none where nothing failed', () => {
    const { replicates, children } = failedReplicates(contestants, new Set());
    expect([replicates.size, children.size]).toEqual([0, 0]);
  });
});

import { expect, test } from 'vitest';
import { type FaultCount, faultTable } from '../../../src/tournament/standings/faults.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';

const key = (text: string) => text as ContestantKey;
const contestants = [
  { key: key('a1'), name: 'positive/1', arm: 'positive' },
  { key: key('a2'), name: 'positive/2', arm: 'positive' },
  { key: key('b1'), name: 'negative/1', arm: 'negative' },
  { key: key('e'), name: 'anchor:engine', arm: null },
];

test('a fault stands by its contestant and is summed over its arm; who has none is not named', () => {
  const counts: FaultCount[] = [
    { key: key('a1'), side: 'machine', cause: 'worker-lost', count: 3 },
    { key: key('a2'), side: 'machine', cause: 'worker-lost', count: 2 },
    { key: key('a2'), side: 'machine', cause: 'child-exited', count: 1 },
    { key: key('e'), side: 'own', cause: 'illegal-move', count: 4 },
  ];
  expect(faultTable(contestants, counts)).toEqual({
    contestants: [
      { contestant: 'positive/1', arm: 'positive', lost: {}, replayed: { 'worker-lost': 3 } },
      { contestant: 'positive/2', arm: 'positive', lost: {}, replayed: { 'worker-lost': 2, 'child-exited': 1 } },
      { contestant: 'anchor:engine', arm: null, lost: { 'illegal-move': 4 }, replayed: {} },
    ],
    arms: [{ arm: 'positive', lost: {}, replayed: { 'worker-lost': 5, 'child-exited': 1 } }],
  });
  expect(faultTable(contestants, [])).toEqual({ contestants: [], arms: [] });
});

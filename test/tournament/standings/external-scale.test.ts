import { describe, expect, it } from 'vitest';
import { externalScale } from '../../../src/tournament/standings/external-scale.js';
import type { StandingsRow } from '../../../src/tournament/standings/standings-types.js';

const row = (contestant: string, elo: number | null, error: number | null, group: number | null = 0): StandingsRow =>
  ({ contestant, elo, error, group }) as StandingsRow;
const engine = (name: string, elo: number | null) => ({ name: `anchor:${name}`, engine: { name, elo } });

describe('the outside scale', () => {
  it('is a shift to the figure of the one engine that has a rating', () => {
    const scale = externalScale(
      [row('child', 40, 10), row('anchor:sf', -200, 30)],
      [{ name: 'child' }, engine('sf', 1350)],
    );
    expect(scale).toEqual({
      shift: 1550,
      error: 30,
      anchors: [{ contestant: 'anchor:sf', elo: 1350, here: -200, error: 30 }],
      label: 'on the scale of sf = 1350',
    });
  });

  it('weighs two by the squares of their errors', () => {
    const scale = externalScale(
      [row('anchor:a', 0, 10), row('anchor:b', 0, 20)],
      [engine('a', 1000), engine('b', 2000)],
    )!;
    expect(scale.shift).toBeCloseTo((4 * 1000 + 2000) / 5, 9);
    expect(scale.error).toBeCloseTo(1 / Math.sqrt(1 / 100 + 1 / 400), 9);
  });

  it('is not there without a figure, a rating, or a place in the main group', () => {
    expect(externalScale([row('anchor:a', 0, 10)], [engine('a', null)])).toBeNull();
    expect(externalScale([row('anchor:a', null, null)], [engine('a', 1000)])).toBeNull();
    expect(externalScale([row('anchor:a', 0, 10, 1)], [engine('a', 1000)])).toBeNull();
    expect(externalScale([row('child', 0, 10)], [{ name: 'child', engine: null }])).toBeNull();
  });
});

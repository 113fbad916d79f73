import { describe, expect, it } from 'vitest';
import { bestDesignWithin, cheapestDesign, visibleGap } from '../../../src/tournament/design/design-search.js';

const question = {
  alpha: 0.05,
  seedDeviation: 30,
  drawRate: 0.15,
  seconds: ({ replicates, pairs }: { replicates: number; pairs: number }) => replicates * (120 + 0.4 * pairs),
};

describe('search for a design', () => {
  it('finds one that shows the gap, and none quicker among those of every other number of replicates', () => {
    const found = cheapestDesign(40, question)!;
    expect(visibleGap(found, question)).toBeLessThanOrEqual(40);
    if (found.pairs > 1) expect(visibleGap({ ...found, pairs: found.pairs - 1 }, question)).toBeGreaterThan(40);
    for (let replicates = 6; replicates <= 64; replicates++)
      for (const pairs of [1, 10, 30, 100, 300])
        if (visibleGap({ replicates, pairs }, question) <= 40)
          expect(question.seconds({ replicates, pairs })).toBeGreaterThanOrEqual(question.seconds(found));
  });
  it('takes fewer children where they cost more, and none where seeds alone hide the gap', () => {
    const dear = { ...question, seconds: ({ replicates }: { replicates: number }) => replicates };
    expect(cheapestDesign(40, dear)!.replicates).toBeLessThanOrEqual(cheapestDesign(40, question)!.replicates);
    expect(cheapestDesign(1, question)).toBeNull();
  });
  it('finds the smallest gap within a time: the time is kept, and no other size that fits shows less', () => {
    const found = bestDesignWithin(3600, question)!;
    expect(question.seconds(found)).toBeLessThanOrEqual(3600);
    for (let replicates = 6; replicates <= 64; replicates++)
      for (let pairs = 1; pairs <= 1000; pairs += 7)
        if (question.seconds({ replicates, pairs }) <= 3600)
          expect(visibleGap({ replicates, pairs }, question)).toBeGreaterThanOrEqual(visibleGap(found, question));
    expect(bestDesignWithin(6 * 120, question)).toBeNull();
  });
  it('agrees with itself: the time of the cheapest design suffices for its gap', () => {
    const found = cheapestDesign(35, question)!;
    const within = bestDesignWithin(question.seconds(found), question)!;
    expect(visibleGap(within, question)).toBeLessThanOrEqual(35);
  });
});

import { expect, it } from 'vitest';
import type { FineTuneChecks } from '../../../src/spec/fine-tune.js';
import { type RegretInput, regretEndpoint } from '../../../src/tournament/verdict/regret-endpoint.js';
import type { FineTuneKey } from '../../../src/vocabulary/ids.js';

it('correlates regret with Elo at 1 where they are proportional: rounding does not lead beyond it', () => {
  const numbers = [1, 2, 3, 4, 5, 6];
  for (let factor = 1; factor < 60; factor++) {
    const regretOf = (i: number): number => 0.05 + (0.001 * factor * i) / 7;
    const children = numbers.map((i) => ({
      key: `k${i}`,
      kind: 'child',
      arm: i % 2 ? 'a' : 'b',
      replicate: Math.ceil(i / 2),
      fineTuneKey: `f${i}`,
      decoding: { temperature: 0.5 },
    }));
    const checksOf = (child: number): unknown => {
      const phase = { child, base: 0.05 };
      const byPhase = { opening: phase, 'middle game': phase, endgame: phase };
      const groups = { child: [child, child], base: [0.05, 0.05] };
      return {
        policyRegret: { positions: 'x', count: 2, temperatures: [{ temperature: 0.5, ...phase, byPhase, groups }] },
      };
    };
    const found = regretEndpoint({
      contestants: children,
      checks: new Map(numbers.map((i) => [`f${i}` as FineTuneKey, checksOf(regretOf(i)) as FineTuneChecks])),
      arms: ['a', 'b'],
      replicates: [1, 2, 3],
      rule: { alpha: 0.05, test: 'sign flips' },
      rows: numbers.map((i) => ({ key: `k${i}`, group: 0, elo: 10 + (factor * i) / 3 })),
    } as unknown as RegretInput)!;
    expect(found.withElo!.r).toBeCloseTo(1, 12);
    for (const limit of [found.withElo!.low, found.withElo!.high]) expect(limit).toBeCloseTo(1, 6);
  }
});

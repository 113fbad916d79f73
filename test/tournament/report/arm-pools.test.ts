import { describe, expect, it } from 'vitest';
import { armPools, poolLines } from '../../../src/tournament/report/arm-pools.js';
import { claimLimits } from '../../../src/tournament/report/claim-limits.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import { playedOut } from '../played.js';

const { plan, evidence } = playedOut();
const arm = (tone: string, band = 0.5, more: object = {}) =>
  ({ ...plan.spec.arms[0]!, id: tone, tone, filter: { band }, dose: { examples: 100, steps: 8 }, ...more }) as never;
const histogram = Array.from({ length: 20 }, (_, i) => 10 * (i + 1)); // 10 at -1 to -.9, 200 at .9 to 1
const profile = {
  examples: { train: 2100 },
  sentiment: { histogram, band: 0.5, pools: { positive: 900, negative: 150, neutral: 205 } },
  labels: { votes: 42 },
};
const available = (...arms: never[]) => armPools(arms, profile).map((pool) => pool.available);

describe('the pools of arms', () => {
  it('are those of the profile at its own band, and sums of its bins at others', () => {
    expect(available(arm('positive'), arm('negative'), arm('neutral'))).toEqual([900, 150, 205]);
    // .3 to 1: bins 14 to 20 of 20
    expect(available(arm('positive', 0.3))).toEqual([140 + 150 + 160 + 170 + 180 + 190 + 200]);
    expect(available(arm('negative', 0.3))).toEqual([10 + 20 + 30 + 40 + 50 + 60 + 70]);
    expect(available(arm('positive', 0.85))).toEqual([190 + 200]); // outwards to whole bins
  });

  it('are positive and negative together for mixtures and shuffled arms, a label’s for custom ones', () => {
    expect(available(arm('mixture'), arm('shuffled-a'), arm('random'))).toEqual([1050, 1050, 2100]);
    expect(available(arm('custom', 0.5, { label: 'votes' }))).toEqual([42]);
  });

  it('are left out where the profile does not tell', () => {
    expect(armPools([arm('positive')], null)).toEqual([]);
    expect(armPools([arm('custom', 0.5, { label: 'other' })], profile)).toEqual([]);
  });
});

describe('the limits of a claim', () => {
  const limits = (known: unknown) => claimLimits(plan, verdict(evidence), known).join('\n');

  it('say what was replicated, the examples of each arm included', () => {
    expect(limits(profile)).toContain('Replicated: fine-tuning seeds. Not replicated: the base, the dataset');
    const used = plan.spec.arms[0]!.dose.examples.toLocaleString('en-US');
    expect(limits(profile)).toContain(`Examples of positive: each child learns from ${used} of 900 different examples`);
  });

  it('say nothing of examples without a profile', () => {
    expect(limits(null)).not.toContain('different examples');
  });

  it('tell the expected share of examples in common, and when nearly all are', () => {
    const [some, all] = poolLines([
      { arm: 'a', available: 1000, used: 250 },
      { arm: 'b', available: 1000, used: 980 },
    ]);
    expect(some).toContain('two seeds share about 25 % of them');
    expect(all).toContain('hardly replicated');
  });
});

import { Command } from 'commander';
import fc from 'fast-check';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { type ArmFlags, requestOf, withArmFlags } from '../../../src/cli/train/fine-tune-flags.js';
import { growSubset } from '../../../src/cli/train/grow-subset.js';
import { FineTuneRequest } from '../../../src/spec/api/fine-tunes.js';

const flagsOf = (line: string): ArmFlags =>
  withArmFlags(new Command('run').exitOverride().configureOutput({ writeErr: () => {} }))
    .parse(line.split(' ').filter(Boolean), { from: 'user' })
    .opts();

describe('the options of a fine-tune', () => {
  it('make the body of POST /fine-tunes, and hold only what was said', () => {
    expect(requestOf(flagsOf(''))).toEqual({ arm: { tone: 'positive' } });
    const request = requestOf(
      flagsOf(
        '--base fully-connected --tone mixture --positive-share 0.25 --method subset --blocks trunk.block0 chat.head --examples 64 --steps 9 --band 0.3 --match source rarity' +
          ' --l2 0.01 --noise 0.25 --replay-weight 2 --replay-positions 8 --stop-drift 0.2 --stop-every 3 --batch 4 --learning-rate 0.002 --max-tokens 48 --seed 7',
      ),
    );
    expect(request).toEqual({
      base: 'fully-connected',
      arm: {
        tone: 'mixture',
        positiveShare: 0.25,
        method: 'subset',
        blocks: ['trunk.block0', 'chat.head'],
        dose: { examples: 64, steps: 9 },
        filter: { band: 0.3, match: ['source', 'rarity'] },
        l2: 0.01,
        noise: 0.25,
        replay: { weight: 2, positions: 8 },
        stop: { drift: 0.2, every: 3 },
      },
      fineTune: { batch: 4, learningRate: 0.002, maxTokens: 48 },
      seed: 7,
    }); // prettier-ignore
    expect(Value.Check(FineTuneRequest, request)).toBe(true);
    expect(requestOf(flagsOf('--method prompt --prompt-hidden 16 --prompt-vectors 4')).arm.prompt).toEqual({
      vectors: 4,
      hidden: 16,
    });
    expect(requestOf(flagsOf('--method distill --teacher mentor --label x')).arm).toMatchObject({
      teacher: 'mentor',
      label: 'x',
    });
  });

  it('refuse what is no number and a stop without a drift', () => {
    expect(() => flagsOf('--l2 much')).toThrow('much is not a number');
    expect(() => flagsOf('--method all')).toThrow();
    expect(() => requestOf(flagsOf('--stop-every 3'))).toThrow('--stop-drift');
  });
});

describe('growing a subset', () => {
  /** A loss by sets of blocks: each block takes off what it is worth, no two of them anything more. */
  const grow = (worth: Record<string, number>, epsilon: number) => {
    const tried: string[][] = [];
    const lossOf = (subset: readonly string[]): number => 10 - subset.reduce((sum, block) => sum + worth[block]!, 0);
    const tryAll = (subsets: readonly (readonly string[])[]) => {
      tried.push(...subsets.map((subset) => [...subset]));
      return Promise.resolve(subsets.map(lossOf));
    };
    return growSubset({ blocks: Object.keys(worth), baseLoss: 10, epsilon, tryAll, lossOf: (loss) => loss }).then(
      (grown) => ({ grown, tried }),
    );
  };

  it('adds the best block of each round until the gain is too small', async () => {
    const { grown, tried } = await grow({ a: 0.2, b: 0.9, c: 0.05, d: 0.4 }, 0.1);
    expect(grown.map(({ blocks }) => blocks)).toEqual([['b'], ['b', 'd'], ['b', 'd', 'a']]);
    expect(grown.map(({ gain }) => Math.round(gain * 100) / 100)).toEqual([0.9, 0.4, 0.2]);
    expect(tried).toHaveLength(4 + 3 + 2 + 1);
  });

  it('takes no block that gains nothing, and each at most once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        async (values) => {
          const worth = Object.fromEntries(values.map((value, i) => [`block${i}`, value]));
          const { grown } = await grow(worth, 0.25);
          const chosen = grown.at(-1)?.blocks ?? [];
          // rounding of the sums may decide a gain of exactly epsilon either way
          for (const [block, value] of Object.entries(worth))
            if (Math.abs(value - 0.25) > 1e-9) expect(chosen.includes(block)).toBe(value > 0.25);
          expect(new Set(chosen).size).toBe(chosen.length);
        },
      ),
    );
  });
});

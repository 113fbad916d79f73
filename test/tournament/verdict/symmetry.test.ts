import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash, shuffle } from '../../../src/spec/keys/random.js';
import type { TournamentPlan } from '../../../src/tournament/plan/plan.js';
import type { Contrast } from '../../../src/tournament/verdict/contrast.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import type { Verdict } from '../../../src/tournament/verdict/verdict-types.js';
import { evidence, planOf, play, seeds } from '../runs.js';

const TURN: Readonly<Record<string, string>> = {
  positive: 'negative',
  negative: 'positive',
  'shuffled-a': 'shuffled-b',
  'shuffled-b': 'shuffled-a',
};
const turn = (text: string): string => text.replace(/positive|negative|shuffled-[ab]/, (arm) => TURN[arm]!);

/** The same children under each other's labels. */
function turned(plan: TournamentPlan): TournamentPlan {
  return {
    ...plan,
    contestants: plan.contestants.map((one) =>
      one.arm === null ? one : { ...one, arm: turn(one.arm), name: turn(one.name) },
    ),
  };
}
const minus = (x: number | null | undefined): number | null => (x == null ? null : 0 - x);

function mirrorOf(one: Contrast): unknown {
  const flipped = one.differences.map(({ replicate, ...rest }) => ({
    replicate,
    ...Object.fromEntries(Object.entries(rest).map(([key, x]) => [key, minus(x)])),
  }));
  return { ...one, differences: flipped, mean: minus(one.mean), low: minus(one.high), high: minus(one.low) };
}
/** 0 and -0 are one number to a reader. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const designs = fc.record({
  sequential: fc.boolean(),
  seed: fc.nat(),
  spread: fc.integer({ min: 0, max: 300 }),
  gap: fc.integer({ min: -400, max: 400 }),
  open: fc.boolean(),
});

const runOf = ({
  sequential,
  seed,
  spread,
  gap,
  open,
}: {
  sequential: boolean;
  seed: number;
  spread: number;
  gap: number;
  open: boolean;
}): { plan: TournamentPlan; found: (results?: 'shuffled' | 'as played', turnedRound?: boolean) => Verdict } => {
  const plan = planOf({
    replicates: seeds(6),
    pairs: 1,
    arms: [{ tone: 'positive' }, { tone: 'negative' }, { tone: 'shuffled-a' }, { tone: 'shuffled-b' }],
    analysis: {
      ...(sequential ? { stop: { kind: 'sequential' } } : {}),
      family: [
        ['positive', 'shuffled-a'],
        ['negative', 'shuffled-b'],
      ],
      alpha: 0.1,
    },
  });
  const random = randomFromHash(sha256Hex(`${seed}`));
  const elo = new Map(
    plan.contestants.map(({ name }) => [
      name,
      spread * (random.next() - 0.5) +
        (name.startsWith('positive') ? gap / 2 : name.startsWith('negative') ? -gap / 2 : 0),
    ]),
  );
  const all = play(plan, (name) => elo.get(name)!, `games ${seed}`);
  const results = open ? all.slice(0, Math.floor(all.length * random.next())) : all;
  return {
    plan,
    found: (order = 'as played', turnedRound = false) =>
      verdict(
        evidence(turnedRound ? turned(plan) : plan, 0, {
          results: order === 'shuffled' ? shuffle([...results], random) : results,
        }),
      ),
  };
};

describe('the verdict', () => {
  it('changes nothing but signs when the arms change labels, exactly', () =>
    fc.assert(
      fc.property(designs, (design) => {
        const { found } = runOf(design);
        const [one, other] = [found(), found('as played', true)];
        expect(plain(other.contrast)).toEqual(plain(mirrorOf(one.contrast!)));
        expect(plain(other.placebo)).toEqual(
          plain({ ...(mirrorOf(one.placebo!) as object), passed: one.placebo!.passed }),
        );
        expect(other.watch!.path).toEqual(one.watch!.path);
        expect(other.state).toBe(one.state.endsWith('stronger') ? turn(one.state) : one.state);
        // the family's two contrasts become each other's mirror images, by name and sign
        expect(other.family.map(({ mean }) => mean)).toEqual([one.family[1]!.mean, one.family[0]!.mean]);
        expect(other.arms.map(({ meanElo }) => meanElo)).toEqual([1, 0, 3, 2].map((i) => one.arms[i]!.meanElo));
        expect(other.arms.map(({ seedVariance }) => seedVariance)).toEqual(
          [1, 0, 3, 2].map((i) => one.arms[i]!.seedVariance),
        );
        for (const opinion of ['mixedModel', 'twoWayClusters'] as const) {
          const [a, b] = [one.secondOpinions?.[opinion], other.secondOpinions?.[opinion]];
          expect(plain([b?.mean, b?.low, b?.high])).toEqual(plain([minus(a?.mean), minus(a?.high), minus(a?.low)]));
        }
        const [s, t] = [one.sequential, other.sequential];
        expect(plain([t?.estimate, t?.low, t?.high])).toEqual(
          plain([minus(s?.estimate), minus(s?.high), minus(s?.low)]),
        );
      }),
      { numRuns: 12 },
    ));

  it('depends on the games and not on the order in which they came', () =>
    fc.assert(
      fc.property(designs, (design) => {
        const { found } = runOf(design);
        expect(found('shuffled')).toEqual(found());
      }),
      { numRuns: 8 },
    ));
});

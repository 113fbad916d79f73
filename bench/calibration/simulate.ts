/** Worlds whose truth is known: how strong children are, and how their games end. */
import { drawWeightOf, ELO_PER_LOG } from '../../src/rating/elo/index.js';
import { outcomeDistribution } from '../../src/rating/elo/outcome-models.js';
import { normalQuantile } from '../../src/rating/numerics/index.js';
import type { PlannedContestant } from '../../src/spec/index.js';
import type { Random } from '../../src/spec/keys/index.js';
import type { Result } from '../../src/vocabulary/index.js';

/**
 * How the children of an arm spread about its mean: normally; by a shifted exponential distribution (skewness 2); or
 * normally with one child in ten that breaks and is 300 Elo weaker.
 */
export type Seeds = 'normal' | 'exponential' | 'one in ten breaks';

/** The children of an arm, Elo. */
export interface TrueArm {
  /** Mean strength. */
  readonly mean: number;
  /** Standard deviation between children (without those that break). */
  readonly spread: number;
}

/** A true state of things. */
export interface World {
  /** By the arm's id. */
  readonly arms: Readonly<Record<string, TrueArm>>;
  readonly seeds: Seeds;
  /** Share of draws between equals, White's advantage being 0. */
  readonly drawRate: number;
  /** White's advantage, Elo. */
  readonly white: number;
}

const BREAKS = { share: 0.1, loss: 300 };

/** A standard normal number. */
export function normal(random: Random): number {
  return normalQuantile((random.uint32() + 0.5) / 2 ** 32);
}

/** A child's strength, Elo; the arm's mean is its expectation. */
function childOf({ mean, spread }: TrueArm, seeds: Seeds, random: Random): number {
  switch (seeds) {
    case 'normal':
      return mean + spread * normal(random);
    case 'exponential':
      return mean + spread * (-Math.log((random.uint32() + 0.5) / 2 ** 32) - 1);
    case 'one in ten breaks': {
      const broken = random.next() < BREAKS.share ? BREAKS.loss : 0;
      return mean + spread * normal(random) + BREAKS.share * BREAKS.loss - broken;
    }
  }
}

/** Strengths in the order of contestants, Elo; those without an arm are at 0. */
export function strengthsIn(world: World, contestants: readonly PlannedContestant[], random: Random): number[] {
  return contestants.map(({ arm }) => (arm === null ? 0 : childOf(world.arms[arm]!, world.seeds, random)));
}

/** A game by the indices of its contestants. */
export interface IndexedGame {
  readonly number: number;
  readonly white: number;
  readonly black: number;
}

/** Results drawn from Davidson's distribution with White's advantage. */
export function playGames(
  games: readonly IndexedGame[],
  strengths: readonly number[],
  { drawRate, white: advantage }: World,
  random: Random,
): { number: number; result: Result }[] {
  const eta = Math.log(drawWeightOf(drawRate));
  const known = new Map<number, { readonly win: number; readonly held: number }>();
  return games.map(({ number, white, black }) => {
    const pairing = white * strengths.length + black;
    let ends = known.get(pairing);
    if (!ends) {
      const x = (strengths[white]! - strengths[black]! + advantage) / ELO_PER_LOG;
      const [win, draw] = outcomeDistribution('davidson', x, eta);
      ends = { win, held: win + draw };
      known.set(pairing, ends);
    }
    const luck = random.next();
    return { number, result: luck < ends.win ? '1-0' : luck < ends.held ? '1/2-1/2' : '0-1' };
  });
}

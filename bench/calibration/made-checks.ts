/** Checks of children that never were: tone, damage and policy regret with a known truth. */
import type { FineTuneChecks, PolicyRegret, ReplyTone } from '../../src/spec/index.js';
import type { Random } from '../../src/spec/keys/index.js';
import { normal } from './simulate.js';

const PROMPTS = 64;
const GROUPS = 32;
/** Standard deviations of VADER's compound: between prompts, of a child, of an arm on a prompt, and of the rest. */
const TONE = { prompt: 0.25, child: 0.05, reaction: 0.1, rest: 0.25 };
/** Mean regret, expected points a move, and how much of it an Elo is worth (one point in 1,600). */
const REGRET = { mean: 0.12, perElo: 1 / 16000 };

/** What a child's checks are made from. */
export interface MadeChild {
  /** What the arm adds to the sentiment of its replies. */
  readonly tone: number;
  /** Regret above the mean of all children; left out where it is not measured. */
  readonly regret?: number;
}

/**
 * Regret above the mean of a child that is stronger than its arm by `elo`: what that strength explains, and as much
 * again that has nothing to do with games (a correlation of .7).
 */
export const regretOfStrength = (elo: number, spread: number, random: Random): number =>
  REGRET.perElo * (spread * normal(random) - elo);

/** How the replies of two arms react to each prompt; the same for all replicates. */
export const reactionsTo = (random: Random): number[] =>
  Array.from({ length: PROMPTS }, () => TONE.reaction * normal(random));

/** Sentiment of a child's replies by prompt, with the same by a second judge that agrees on average. */
export function madeTone(effect: number, reactions: readonly number[], random: Random): ReplyTone {
  const child = TONE.child * normal(random);
  const scores = (): number[] => reactions.map((reaction) => effect + child + reaction + TONE.rest * normal(random));
  const base = reactions.map(() => TONE.prompt * normal(random));
  return { vader: scores(), baseVader: base, classifier: scores(), baseClassifier: base, gold: null };
}

function madeRegret(above: number): PolicyRegret {
  const both = { child: REGRET.mean + above, base: REGRET.mean };
  const groups = { child: Array<number>(GROUPS).fill(both.child), base: Array<number>(GROUPS).fill(both.base) };
  const byPhase = { opening: both, 'middle game': both, endgame: both };
  return { positions: 'c'.repeat(64), count: 4096, temperatures: [{ temperature: 0.5, ...both, byPhase, groups }] };
}

/** Checks of a child whose replies changed as its arm wants and which nothing damaged. */
export function madeChecks({ tone, regret }: MadeChild): FineTuneChecks {
  return {
    replySentiment: { child: tone, base: 0, difference: tone, error: 0.1 },
    neutralPerplexity: { child: 10, base: 10 },
    chessPolicyKl: 0.01,
    legalShare: { child: 0.9, base: 0.9 },
    samples: [],
    ...(regret === undefined ? {} : { policyRegret: madeRegret(regret) }),
  };
}

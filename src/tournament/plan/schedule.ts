import { hashOf } from '../../spec/keys/index.js';
import type { ContestantKey, GameKey, PairingPurpose, PlanHash } from '../../vocabulary/index.js';

/** Increased whenever the same pairings would give another order of games. */
export const SCHEDULE_VERSION = 2;

/** Two contestants that meet in a block, by their indices in the plan's list. */
export interface Pairing {
  readonly block: number;
  readonly first: number;
  readonly second: number;
  /** Pairs of games, in the first rounds of the block; the spec's `pairs` where it is left out. */
  readonly pairs?: number;
  /** The question that they serve; left out in round-robins and matches. */
  readonly purpose?: PairingPurpose;
}

/**
 * One game of the schedule, without its key. `number`, `pair` and `block` count from 1; the legs of a pair are 1 and 2.
 */
export interface PlannedGame {
  readonly number: number;
  readonly pair: number;
  readonly leg: 1 | 2;
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly opening: string;
}
/** A game of the schedule with its key. */
export interface ScheduledGame extends PlannedGame {
  readonly gameKey: GameKey;
}

/** Indices of contestants in the plan's list. */
export interface ContestantIndices {
  /** `children[replicate][arm]`, both from 0. */
  readonly children: readonly (readonly number[])[];
  readonly untouched: number;
  readonly anchors: readonly number[];
  /** The base under a second name, which `untouched` meets in every block. */
  readonly twin: number;
}

/**
 * Returns the pairings of a round-robin in the order of play. Block b is replicate b of every arm. Pairings within the
 * block come first, then each child against all children of earlier replicates (also of its own arm: they show the
 * spread between seeds), then `untouched` and the anchors against the block's children, then the identical weights:
 * `untouched` against its twin. `untouched` meets the anchors once, in block 1; anchors do not meet each other.
 */
export function roundRobinPairings({ children, untouched, anchors, twin }: ContestantIndices): Pairing[] {
  const pairings: Pairing[] = [];
  children.forEach((own, index) => {
    const block = index + 1;
    const add = (first: number, second: number): void => void pairings.push({ block, first, second });
    own.forEach((first, arm) => own.slice(arm + 1).forEach((second) => add(first, second)));
    for (const earlier of children.slice(0, index))
      for (const first of own) for (const second of earlier) add(first, second);
    for (const child of own) add(child, untouched);
    for (const anchor of anchors) for (const child of own) add(child, anchor);
    if (block === 1) for (const anchor of anchors) add(untouched, anchor);
    add(untouched, twin);
  });
  return pairings;
}

/** Number of pairings that `roundRobinPairings` returns for that many arms, replicates and anchors. */
export function countPairings(arms: number, replicates: number, anchors: number): number {
  const children = arms * replicates;
  return (children * (children - 1)) / 2 + children * (1 + anchors) + anchors + replicates;
}

/**
 * Returns the schedule in order: block by block, and within a block round by round, so that the early rounds of all
 * pairings come first; a pairing of fewer pairs plays the first rounds. All pairings of a round play the same opening;
 * each is a pair of games with colours swapped. Who has White in leg 1 alternates from round to round. Openings are
 * `openings[(block - 1) * pairs + round]`, rounds from 0.
 */
export function plannedGames(plan: {
  readonly contestants: readonly { readonly key: ContestantKey }[];
  readonly pairings: readonly Pairing[];
  readonly openings: readonly string[];
  readonly spec: { readonly pairs: number };
}): PlannedGame[] {
  const { pairs } = plan.spec;
  const blocks = new Map<number, Pairing[]>();
  for (const pairing of plan.pairings) {
    const block = blocks.get(pairing.block);
    if (block) block.push(pairing);
    else blocks.set(pairing.block, [pairing]);
  }
  const games: PlannedGame[] = [];
  let pair = 0;
  for (const [block, pairings] of [...blocks].sort(([a], [b]) => a - b)) {
    for (let round = 0; round < pairs; round++) {
      const opening = plan.openings[(block - 1) * pairs + round]!;
      for (const { first, second, pairs: rounds = pairs } of pairings) {
        if (round >= rounds) continue;
        pair++;
        const a = plan.contestants[first]!.key;
        const b = plan.contestants[second]!.key;
        const [white, black] = round % 2 === 0 ? [a, b] : [b, a];
        for (const leg of [1, 2] as const) {
          games.push({
            number: games.length + 1,
            pair,
            leg,
            block,
            white: leg === 1 ? white : black,
            black: leg === 1 ? black : white,
            opening,
          });
        }
      }
    }
  }
  return games;
}

/**
 * Adds keys to games: the hash of plan, pair and leg, so the same plan run again plays the same games by the same
 * random numbers.
 */
export function withGameKeys(games: readonly PlannedGame[], plan: PlanHash): ScheduledGame[] {
  return games.map((game) => ({ ...game, gameKey: hashOf<GameKey>({ plan, pair: game.pair, leg: game.leg }) }));
}

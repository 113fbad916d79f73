/**
 * The dose curve of steering: the score of each steered child against its base, and two contrasts for each direction.
 * All children play the same openings, so a contrast is one number per opening, and openings are the sampling units.
 *
 * A dose curve has an odd part, which changes sign with the direction, and an even part, which does not: the harm that
 * any perturbation does. Only the odd part can be an effect of tone.
 */
import { type Elo, eloOfMatch } from '../../rating/elo/index.js';
import { type MeanInterval, meanInterval } from '../../rating/numerics/index.js';
import type { Game } from '../../spec/api/index.js';
import { pointsOf } from '../../vocabulary/index.js';

/** A recorded game, as `GET /matches/:id/games` streams it. */
export type PlayedGame = Pick<Game, 'number' | 'pair' | 'white' | 'black'> & {
  readonly result: NonNullable<Game['result']>;
};

/** A steered child in the match. */
export interface SteeredContestant {
  /** Name of the contestant. */
  readonly contestant: string;
  readonly direction: string;
  readonly dose: number;
}

/** Score and Elo of a child against its base. */
interface CurvePoint extends SteeredContestant, Elo {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** The contrasts of one direction over its doses. */
interface SteeringContrast {
  readonly direction: string;
  readonly openings: number;
  /**
   * Score per unit of dose, least squares through a score of one half at dose 0; null until all children have played
   * the first opening.
   */
  readonly slope: MeanInterval | null;
  /** Mean score over all doses, minus one half. */
  readonly even: MeanInterval | null;
}

/** The points and contrasts of all directions. */
export interface DoseCurve {
  readonly points: readonly CurvePoint[];
  readonly contrasts: readonly SteeringContrast[];
}

/**
 * Computes the dose curve. All games are between a child and the base, and the k-th pair of every child has the k-th
 * opening of the schedule.
 */
export function doseCurve(children: readonly SteeredContestant[], games: readonly PlayedGame[]): DoseCurve {
  const found = children.map((child) => ({ child, pairs: pairsOf(child.contestant, games) }));
  const points = found.map(({ child, pairs }): CurvePoint => {
    const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
    for (const [first, second] of pairs) counts[2 * (first + second)]!++;
    const count = (points: number): number => pairs.flat().filter((value) => value === points).length;
    const score = { wins: count(1), draws: count(0.5), losses: count(0) };
    return { ...child, ...score, ...eloOfMatch(counts, score) };
  });
  const directions = [...new Set(children.map(({ direction }) => direction))];
  return {
    points,
    contrasts: directions.map((direction) =>
      contrastOf(
        direction,
        found.filter(({ child }) => child.direction === direction),
      ),
    ),
  };
}

/** The points of a contestant in both games of each complete pair, in the order of the schedule. */
function pairsOf(name: string, games: readonly PlayedGame[]): [number, number][] {
  const byPair = new Map<number, number[]>();
  const own = games.filter(({ white, black }) => white === name || black === name).sort((a, b) => a.number - b.number);
  for (const { pair, white, result } of own)
    byPair.set(pair, [...(byPair.get(pair) ?? []), pointsOf(result, white === name)]);
  return [...byPair]
    .sort(([a], [b]) => a - b)
    .flatMap(([, points]) => (points.length === 2 ? [points as [number, number]] : []));
}

function contrastOf(
  direction: string,
  found: readonly { child: SteeredContestant; pairs: readonly [number, number][] }[],
): SteeringContrast {
  const openings = Math.min(...found.map(({ pairs }) => pairs.length));
  const doses = found.map(({ child }) => child.dose);
  const squares = doses.reduce((sum, dose) => sum + dose * dose, 0);
  const sumByOpening = (term: (excess: number, dose: number) => number): number[] =>
    Array.from({ length: openings }, (_, k) =>
      found.reduce((sum, { pairs }, i) => sum + term((pairs[k]![0] + pairs[k]![1] - 1) / 2, doses[i]!), 0),
    );
  return {
    direction,
    openings,
    slope: meanInterval(sumByOpening((excess, dose) => (excess * dose) / squares)),
    even: meanInterval(sumByOpening((excess) => excess / found.length)),
  };
}

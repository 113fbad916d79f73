/**
 * The dose curve of steering: what each steered child makes against its base, and two contrasts for each direction. All
 * children play the same openings, so a contrast is one number an opening, and openings are its units.
 *
 * A dose curve has an odd part, which turns with the sign of the direction, and an even part, which does not: the harm
 * that any push does. Only the odd part can be an effect of tone.
 */
import { type Elo, eloOfMatch, type MeanInterval, meanInterval } from '../../rating/index.js';
import type { Game } from '../../spec/api/index.js';
import { pointsOf } from '../../vocabulary/index.js';

/** A recorded game, as `GET /matches/:id/games` streams it. */
export type PlayedGame = Pick<Game, 'number' | 'pair' | 'white' | 'black'> & {
  readonly result: NonNullable<Game['result']>;
};

export interface Steered {
  /** The name it plays under. */
  readonly contestant: string;
  readonly direction: string;
  readonly dose: number;
}

export interface CurvePoint extends Steered, Elo {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

export interface Contrast {
  readonly direction: string;
  readonly openings: number;
  /**
   * Share of points by unit of dose, least squares through the base's even score; null before the first opening was
   * played by all.
   */
  readonly slope: MeanInterval | null;
  /** Mean share of points over all doses, less one half. */
  readonly even: MeanInterval | null;
}

export interface DoseCurve {
  readonly points: readonly CurvePoint[];
  readonly contrasts: readonly Contrast[];
}

/** Each child's games are against the base alone. A child's k-th pair has the k-th opening, whoever plays it. */
export function doseCurve(children: readonly Steered[], games: readonly PlayedGame[]): DoseCurve {
  const found = children.map((child) => ({ child, pairs: pairsOf(child.contestant, games) }));
  const points = found.map(({ child, pairs }): CurvePoint => {
    const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
    for (const [first, second] of pairs) counts[2 * (first + second)]!++;
    const of = (points: number): number => pairs.flat().filter((value) => value === points).length;
    const score = { wins: of(1), draws: of(0.5), losses: of(0) };
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

/** The child's points in both games of each complete pair, in the order of the schedule. */
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
  found: readonly { child: Steered; pairs: readonly [number, number][] }[],
): Contrast {
  const openings = Math.min(...found.map(({ pairs }) => pairs.length));
  const doses = found.map(({ child }) => child.dose);
  const squares = doses.reduce((sum, dose) => sum + dose * dose, 0);
  const each = (of: (excess: number, dose: number) => number): number[] =>
    Array.from({ length: openings }, (_, k) =>
      found.reduce((sum, { pairs }, i) => sum + of((pairs[k]![0] + pairs[k]![1] - 1) / 2, doses[i]!), 0),
    );
  return {
    direction,
    openings,
    slope: meanInterval(each((excess, dose) => (excess * dose) / squares)),
    even: meanInterval(each((excess) => excess / found.length)),
  };
}

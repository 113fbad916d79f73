/** Who took what from whom, and how well the ratings foretell it. */

import { chiSquareTail, ELO_PER_LOG, momentsOf, outcomeProbabilities } from '../../rating/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { pointsOf } from '../../vocabulary/index.js';
import type { RatedContestant, RatedGame, Standings } from '../standings/index.js';
import { detectableShift } from '../stats/index.js';
import type { Verdict } from '../verdict/index.js';

export interface CrossCell {
  readonly first: string;
  readonly second: string;
  /** Of the first against the second. */
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

export interface Calibration {
  /** Rejections of a true "no difference" by the sign-flip test at this number of replicates: exact, at most alpha. */
  readonly falsePositives: number | null;
  readonly smallestP: number | null;
  /** Standard deviation of the replicates' differences, in the contrast's scale. */
  readonly spread: number | null;
  /** Smallest true difference found with 80 % power at that spread, in the contrast's scale. */
  readonly visible: number | null;
  /** Shares of points by what the ratings foretell, in tenths; games seen from the stronger side. */
  readonly reliability: readonly { readonly foretold: number; readonly seen: number; readonly games: number }[];
  /** Pairings against the ratings; null where too few are rated. */
  readonly fit: { readonly chiSquare: number; readonly degrees: number; readonly p: number } | null;
}

/** Every pairing with games once, both names in the plan's order. */
export function crossTableOf(contestants: readonly RatedContestant[], games: Iterable<RatedGame>): CrossCell[] {
  const place = new Map(contestants.map(({ key }, i) => [key, i]));
  const cells = new Map<number, [number, number, number]>();
  for (const { white, black, result } of games) {
    const [w, b] = [place.get(white)!, place.get(black)!];
    const at = Math.min(w, b) * contestants.length + Math.max(w, b);
    const points = pointsOf(result, w < b);
    const cell = cells.get(at) ?? [0, 0, 0];
    cell[points === 1 ? 0 : points === 0.5 ? 1 : 2]++;
    cells.set(at, cell);
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([at, [wins, draws, losses]]) => ({
      first: contestants[Math.floor(at / contestants.length)]!.name,
      second: contestants[at % contestants.length]!.name,
      wins,
      draws,
      losses,
    }));
}

export function calibrationOf(
  contestants: readonly RatedContestant[],
  games: readonly RatedGame[],
  table: Standings,
  { contrast }: Verdict,
  { analysis }: TournamentSpec,
): Calibration {
  const differences = contrast?.differences.map(({ difference }) => difference) ?? [];
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const spread = n > 1 ? Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1)) : null;
  const shift = n > 0 ? detectableShift(n, analysis.alpha) : null;
  return {
    falsePositives: n > 0 ? (2 * Math.floor((analysis.alpha * 2 ** n) / 2 + 1e-9)) / 2 ** n : null,
    smallestP: n > 0 ? 2 / 2 ** n : null,
    spread,
    visible: shift === null || spread === null ? null : shift * spread,
    ...reliabilityOf(contestants, games, table),
  };
}

/** Games between contestants that are rated in the main group, against Davidson's model at the ratings. */
function reliabilityOf(
  contestants: readonly RatedContestant[],
  games: readonly RatedGame[],
  table: Standings,
): Pick<Calibration, 'reliability' | 'fit'> {
  const elo = new Map(
    table.rows.flatMap(({ key, elo: rating, group }) =>
      rating !== null && group === 0 ? [[key, rating] as const] : [],
    ),
  );
  const delta = (table.whiteAdvantage ?? 0) / ELO_PER_LOG;
  const draws = table.drawRate ?? 0;
  const eta = Math.log((2 * draws) / (1 - draws));
  const bins = Array.from({ length: 6 }, () => ({ foretold: 0, seen: 0, games: 0 }));
  const pairings = new Map<string, { seen: number; expected: number; variance: number }>();
  for (const { white, black, result } of games) {
    const [a, b] = [elo.get(white), elo.get(black)];
    if (a === undefined || b === undefined) continue;
    const { points, variance } = momentsOf(outcomeProbabilities((a - b) / ELO_PER_LOG, delta, eta));
    const [foretold, seen] = points >= 0.5 ? [points, pointsOf(result, true)] : [1 - points, pointsOf(result, false)];
    const bin = bins[Math.min(5, Math.floor(foretold * 10 - 5 + 1e-9))]!;
    bin.foretold += foretold;
    bin.seen += seen;
    bin.games++;
    const turned = white > black;
    const name = turned ? `${black} ${white}` : `${white} ${black}`;
    const pairing = pairings.get(name) ?? { seen: 0, expected: 0, variance: 0 };
    pairing.seen += pointsOf(result, !turned);
    pairing.expected += turned ? 1 - points : points;
    pairing.variance += variance;
    pairings.set(name, pairing);
  }
  const rated = contestants.filter(({ key }) => elo.has(key)).length;
  const degrees = pairings.size - (rated - 1);
  const chiSquare = [...pairings.values()].reduce(
    (sum, { seen, expected, variance }) => sum + (variance > 0 ? (seen - expected) ** 2 / variance : 0),
    0,
  );
  return {
    reliability: bins
      .filter((bin) => bin.games > 0)
      .map((bin) => ({ foretold: bin.foretold / bin.games, seen: bin.seen / bin.games, games: bin.games })),
    fit: degrees > 0 ? { chiSquare, degrees, p: chiSquareTail(chiSquare, degrees) } : null,
  };
}

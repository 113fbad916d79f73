/** Results of every pairing, and how well the ratings predict them. */

import { ELO_PER_LOG, momentsOf, outcomeProbabilities } from '../../rating/elo/index.js';
import { chiSquareTail } from '../../rating/numerics/index.js';
import type { Report } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { pointsOf } from '../../vocabulary/index.js';
import { detectableShift } from '../design/index.js';
import type { RatedContestant, RatedGame, Standings } from '../standings/index.js';
import type { Verdict } from '../verdict/index.js';

/** The games of two contestants, who are given by name. */
export type CrossCell = Report['crossTable'][number];

/** How far tests and ratings can be trusted. */
export type Calibration = Report['calibration'];

/** Returns every pairing that has games once, both names in the plan's order. */
export function crossTableOf(contestants: readonly RatedContestant[], games: Iterable<RatedGame>): CrossCell[] {
  const index = new Map(contestants.map(({ key }, i) => [key, i]));
  const cells = new Map<number, [number, number, number]>();
  for (const { white, black, result } of games) {
    const [w, b] = [index.get(white)!, index.get(black)!];
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

/** What the calibration is computed from. */
export interface CalibrationInput {
  readonly contestants: readonly RatedContestant[];
  readonly games: readonly RatedGame[];
  readonly standings: Standings;
  readonly verdict: Verdict;
  readonly spec: TournamentSpec;
}

/** Size and power of the primary test, and the fit of the ratings. Sources: design/sign-flip-power.ts. */
export function calibrationOf(input: CalibrationInput): Calibration {
  const { contrast } = input.verdict;
  const { analysis } = input.spec;
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
    ...reliabilityOf(input),
  };
}

/** Compares games between contestants rated in the main group with Davidson's model at the ratings. */
function reliabilityOf({ contestants, games, standings }: CalibrationInput): Pick<Calibration, 'reliability' | 'fit'> {
  const elo = new Map(
    standings.rows.flatMap(({ key, elo: rating, group }) =>
      rating !== null && group === 0 ? [[key, rating] as const] : [],
    ),
  );
  const delta = (standings.whiteAdvantage ?? 0) / ELO_PER_LOG;
  const draws = standings.drawRate ?? 0;
  const eta = Math.log((2 * draws) / (1 - draws));
  const bins = Array.from({ length: 6 }, () => ({ predicted: 0, observed: 0, games: 0 }));
  const pairings = new Map<string, { observed: number; predicted: number; variance: number }>();
  for (const { white, black, result } of games) {
    const [a, b] = [elo.get(white), elo.get(black)];
    if (a === undefined || b === undefined) continue;
    const { points, variance } = momentsOf(outcomeProbabilities((a - b) / ELO_PER_LOG, delta, eta));
    const [predicted, observed] =
      points >= 0.5 ? [points, pointsOf(result, true)] : [1 - points, pointsOf(result, false)];
    const bin = bins[Math.min(5, Math.floor(predicted * 10 - 5 + 1e-9))]!;
    bin.predicted += predicted;
    bin.observed += observed;
    bin.games++;
    const reversed = white > black;
    const name = reversed ? `${black} ${white}` : `${white} ${black}`;
    const pairing = pairings.get(name) ?? { observed: 0, predicted: 0, variance: 0 };
    pairing.observed += pointsOf(result, !reversed);
    pairing.predicted += reversed ? 1 - points : points;
    pairing.variance += variance;
    pairings.set(name, pairing);
  }
  const rated = contestants.filter(({ key }) => elo.has(key)).length;
  const degrees = pairings.size - (rated - 1);
  const chiSquare = [...pairings.values()].reduce(
    (sum, { observed, predicted, variance }) => sum + (variance > 0 ? (observed - predicted) ** 2 / variance : 0),
    0,
  );
  return {
    reliability: bins
      .filter((bin) => bin.games > 0)
      .map(({ predicted, observed, games: n }) => ({ foretold: predicted / n, seen: observed / n, games: n })),
    fit: degrees > 0 ? { chiSquare, degrees, p: chiSquareTail(chiSquare, degrees) } : null,
  };
}

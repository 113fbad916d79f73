import { eloOfPairs, eloOfScore, scoreOfElo } from './elo.js';

/** Estimated difference in strength of two opponents. */
export interface Elo {
  /** Share of points; null before the first complete pair. */
  readonly score: number | null;
  /** Ends of the 95 % interval. */
  readonly scoreLow: number;
  readonly scoreHigh: number;
  /** Elo above the opponent, and the ends of its 95 % interval; null if the games do not determine them. */
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
}

/** One-sided level of a bound: each end of a 95 % interval. */
const TAIL = 0.025;

/**
 * Elo of a match from pairs with colours swapped: the two games of a pair share an opening, so the pair is the
 * statistical unit. If all games were won (or lost), no variance can be estimated and one end of the interval is open.
 * The other is the expected score s at which such a result has probability .025: P(win) is at most s, so s^games =
 * .025.
 * @param pairs Counts of pairs with 0, ½, 1, 1½ and 2 points.
 */
export function eloOfMatch(
  pairs: readonly [number, number, number, number, number],
  { wins, draws, losses }: { readonly wins: number; readonly draws: number; readonly losses: number },
): Elo {
  const games = wins + draws + losses;
  const { score, elo, eloLow, eloHigh } = eloOfPairs(pairs);
  const bound = TAIL ** (1 / games);
  if (games > 0 && wins === games)
    return { score: 1, scoreLow: bound, scoreHigh: 1, elo: null, eloLow, eloHigh, ...perfectEnds(1, games) };
  if (games > 0 && losses === games)
    return { score: 0, scoreLow: 0, scoreHigh: 1 - bound, elo: null, eloLow, eloHigh, ...perfectEnds(0, games) };
  return {
    score,
    scoreLow: eloLow === null ? 0 : scoreOfElo(eloLow),
    scoreHigh: eloHigh === null ? 1 : scoreOfElo(eloHigh),
    elo,
    eloLow,
    eloHigh,
  };
}

/** Interval of a perfect score, of which one end is open (null), see eloOfMatch; undefined for any other score. */
export function perfectEnds(
  score: number | null,
  games: number,
): { eloLow: number | null; eloHigh: number | null } | undefined {
  const bound = TAIL ** (1 / games);
  if (score === 1) return { eloLow: eloOfScore(bound), eloHigh: null };
  if (score === 0) return { eloLow: null, eloHigh: eloOfScore(1 - bound) };
  return undefined;
}

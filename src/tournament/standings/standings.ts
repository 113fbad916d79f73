import { cellsOf, type IndexedGame, recordsOf } from '../../rating/davidson/index.js';
import { ELO_PER_LOG } from '../../rating/elo/index.js';
import { normalQuantile, Z95 } from '../../rating/numerics/index.js';
import { pointsOf } from '../../vocabulary/index.js';
import { rankIntervals } from './ranks.js';
import { notesOf } from './standings-notes.js';
import type { RatedContestant, RatedGame, Standings, StandingsRow } from './standings-types.js';
import { strengthsOf } from './strengths.js';
import { insertAfterUntouched, TWIN_NOTE, twinRow, withoutTwin } from './twin.js';

const elo = (lambda: number): number => lambda * ELO_PER_LOG + 0; // + 0: no -0

/**
 * Ratings of all contestants from games alone, in whatever order. Arms and base are rated jointly; anchors are placed
 * afterwards (see strengths.ts). Rows come from the strongest to the weakest. Errors take games as independent given
 * the ratings: they tell contestants apart, not arms; arms are compared by the verdict.
 */
export function standings(contestants: readonly RatedContestant[], games: Iterable<RatedGame>): Standings {
  const { rated, twin, others, twinGames } = withoutTwin(contestants, games);
  const found = standingsOf(rated, others);
  const row = twin && twinRow(twin, twinGames, found.rows);
  return row ? { ...found, rows: insertAfterUntouched(found.rows, row), notes: [...found.notes, TWIN_NOTE] } : found;
}

function standingsOf(contestants: readonly RatedContestant[], games: Iterable<RatedGame>): Standings {
  const index = new Map(contestants.map(({ key }, i) => [key, i]));
  const indexed: IndexedGame[] = [];
  for (const { white, black, result } of games) {
    const [w, b] = [index.get(white), index.get(black)];
    if (w === undefined || b === undefined) throw new RangeError('a game of a contestant that is not in the standings');
    indexed.push({ white: w, black: b, result: pointsOf(result, true) });
  }
  const cells = cellsOf(indexed, contestants.length);
  const records = recordsOf(cells);
  const strengths = strengthsOf(contestants, cells);
  const pairs = (contestants.length * (contestants.length - 1)) / 2;
  const ranks = rankIntervals(strengths, normalQuantile(1 - 0.05 / (2 * Math.max(1, pairs))));

  const rows = contestants.map((contestant, i): StandingsRow => {
    const { wins, draws, losses } = records[i]!;
    const played = wins + draws + losses;
    const strength = strengths.of[i]!;
    return {
      rank: ranks[i]!,
      contestant: contestant.name,
      key: contestant.key,
      arm: contestant.arm,
      replicate: contestant.replicate,
      checkpoint: contestant.checkpoint,
      elo: strength.kind === 'rated' ? elo(strength.lambda) : null,
      error: strength.kind === 'rated' ? Z95 * Math.sqrt(strength.variance) * ELO_PER_LOG : null,
      bound: strength.kind === 'bound' ? { side: strength.side, elo: elo(strength.lambda) } : null,
      score: played ? (wins + draws / 2) / played : null,
      wins,
      draws,
      losses,
      games: played,
      group: strength.kind === 'rated' ? strength.group : strength.kind === 'bound' ? 0 : null,
    };
  });
  const { zero, rating } = strengths;
  const { fit } = rating;
  return {
    rows: rows.sort(byStrength),
    zero: zero === undefined ? 'mean' : contestants[zero]!.name,
    whiteAdvantage: fit && rating.delta === 'fitted' ? elo(fit.delta) : null,
    drawRate: fit && rating.eta !== 'held' ? Math.exp(fit.eta) / (2 + Math.exp(fit.eta)) : null,
    notes: notesOf(contestants, strengths, indexed.length > 0),
  };
}

/** Perfect winners, then ratings of the main group, other groups, perfect losers, the rest; ties by name. */
function byStrength(a: StandingsRow, b: StandingsRow): number {
  const tier = (row: StandingsRow): number => {
    if (row.bound) return row.bound.side === 'above' ? -1 : 1e6;
    return row.elo === null ? 1e7 : row.group!;
  };
  return (
    tier(a) - tier(b) ||
    (b.elo ?? b.bound?.elo ?? 0) - (a.elo ?? a.bound?.elo ?? 0) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    (a.contestant < b.contestant ? -1 : 1)
  );
}

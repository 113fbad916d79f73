/**
 * The base under a second name, `untouched-twin`. It is the same network as `untouched`, so the two have one rating,
 * and their games with each other say nothing about strength.
 */
import { halfPointsOf } from '../../vocabulary/index.js';
import type { RatedContestant, RatedGame, StandingsRow } from './standings-types.js';

/** What standings with a twin say about it. */
export const TWIN_NOTE =
  'untouched-twin is untouched under a second name: one rating for both; its games test the machinery, not strength';

/** Contestants and games of the joint ratings, and those of the twin. */
interface Split {
  readonly rated: readonly RatedContestant[];
  readonly others: readonly RatedGame[];
  readonly twin: RatedContestant | undefined;
  readonly twinGames: readonly RatedGame[];
}

/** Takes the twin and its games out; without `untouched` or a twin nothing is taken out. */
export function withoutTwin(contestants: readonly RatedContestant[], games: Iterable<RatedGame>): Split {
  const twin = contestants.find(({ name }) => name === 'untouched-twin');
  if (!twin || !contestants.some(({ kind }) => kind === 'untouched'))
    return { rated: contestants, others: [...games], twin: undefined, twinGames: [] };
  const [others, twinGames]: [RatedGame[], RatedGame[]] = [[], []];
  for (const game of games) (game.white === twin.key || game.black === twin.key ? twinGames : others).push(game);
  return { rated: contestants.filter((one) => one !== twin), others, twin, twinGames };
}

/** The twin's row: the rating of `untouched`, and its own games. */
export function twinRow(
  twin: RatedContestant,
  games: readonly RatedGame[],
  rows: readonly StandingsRow[],
): StandingsRow | undefined {
  const untouched = rows.find(({ contestant }) => contestant === 'untouched');
  if (!untouched) return undefined;
  const tally = [0, 0, 0]; // losses, draws, wins
  for (const { white, result } of games) tally[halfPointsOf(result, white === twin.key)]!++;
  const [losses, draws, wins] = tally as [number, number, number];
  return {
    ...untouched,
    contestant: twin.name,
    key: twin.key,
    score: games.length ? (wins + draws / 2) / games.length : null,
    wins,
    draws,
    losses,
    games: games.length,
  };
}

/** The rows with the twin's directly after that of `untouched`. */
export const insertAfterUntouched = (rows: readonly StandingsRow[], twin: StandingsRow): StandingsRow[] =>
  rows.flatMap((row) => (row.contestant === 'untouched' ? [row, twin] : [row]));

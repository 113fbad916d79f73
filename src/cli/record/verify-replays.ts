/** The check `replay` of `sentimate verify`: every move of recorded games decided again. */
import { replayGames } from '../../orchestration/index.js';
import { type GameToReplay, LOGIT_TOLERANCE, type ReplayedGame } from '../../spec/index.js';
import type { Database, TournamentRow } from '../../store/base/index.js';
import { allResults } from '../../store/games/index.js';
import { getContestants } from '../../store/tournaments/index.js';
import { finishedGames, sampleOf } from './verify-games.js';

/** Maximum number of differing games in the line for people. */
const MAX_NAMED = 3;

/** The result of the check, in words and in numbers. */
export interface ReplayCheck {
  readonly check: 'replay';
  readonly ok: boolean;
  readonly detail: string;
  readonly replay: {
    readonly games: number;
    /** Moves that networks and anchors decided again. */
    readonly decided: number;
    readonly same: number;
    /** Other choices that a change of the outputs within the tolerance explains. */
    readonly ties: number;
    /** In logits. */
    readonly tolerance: number;
    /** Of the ties, in logits; null without any. */
    readonly largestMargin: number | null;
    /** Games in which an engine played, whose moves were taken from the record. */
    readonly engineGames: number;
    /** The first difference of each game that has one, by the game's number. `ply` counts from 0. */
    readonly differences: readonly ({ readonly game: number } & NonNullable<ReplayedGame['difference']>)[];
  };
}

interface ReplaySample {
  readonly home: string;
  /** Number of games, sampled by the hash of the record. */
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * Lets networks and anchors decide every move of a sample of games again; a tie is no fault. Engines, whose weakened
 * levels are random, are not asked.
 */
export async function checkReplays(
  db: Database,
  row: TournamentRow,
  { home, count, signal }: ReplaySample,
): Promise<ReplayCheck> {
  const { pino } = await import('pino');
  const contestants = await getContestants(db.pool, row.id);
  const numbers = (await allResults(db.pool, row.id)).map(({ number }) => number);
  const chosen = sampleOf(numbers, count, row.chain);
  const games: GameToReplay[] = [];
  const numberOf = new Map<string, number>();
  for await (const game of finishedGames(db, row.id)) {
    const { gameKey, number, white, black, opening, result, termination, moves } = game;
    if (!chosen.has(number) || result === null) continue;
    numberOf.set(gameKey, number);
    games.push({
      order: { gameKey, white, black, opening, maxPlies: row.maxPlies },
      recorded: { result, termination: termination!, moves: moves! },
    });
  }
  const sides = new Set(games.flatMap(({ order }) => [order.white, order.black]));
  const engines = new Set<string>(
    contestants.filter(({ engine }) => engine && !('source' in engine)).map(({ key }) => key),
  );
  const replayed = await replayGames({
    home,
    log: pino({ level: 'silent' }),
    contestants: contestants.filter(({ key }) => sides.has(key)),
    games,
    signal,
  });
  const total = (count: 'decided' | 'same'): number => replayed.reduce((sum, game) => sum + game[count], 0);
  const margins = replayed.flatMap(({ ties }) => ties.map(({ margin }) => margin));
  const differences = replayed.flatMap(({ gameKey, difference }) =>
    difference ? [{ game: numberOf.get(gameKey)!, ...difference }] : [],
  );
  const replay: ReplayCheck['replay'] = {
    games: games.length,
    decided: total('decided'),
    same: total('same'),
    ties: margins.length,
    tolerance: LOGIT_TOLERANCE,
    largestMargin: margins.length > 0 ? Math.max(...margins) : null,
    engineGames: games.filter(({ order }) => engines.has(order.white) || engines.has(order.black)).length,
    differences,
  };
  return { check: 'replay', ok: differences.length === 0, detail: detailOf(replay), replay };
}

function detailOf({ games, decided, same, ties, largestMargin, engineGames, differences }: ReplayCheck['replay']) {
  const parts = [`${games} games, ${decided} moves decided again, ${same} of them the same`];
  if (largestMargin !== null)
    parts.push(`${ties} ties within ${LOGIT_TOLERANCE}, the largest margin ${largestMargin.toPrecision(2)} logits`);
  if (engineGames > 0) parts.push(`in ${engineGames} of the games the engine’s moves came from the record`);
  if (differences.length === 0) return parts.join('; ');
  const named = differences.slice(0, MAX_NAMED).map(({ game, reason }) => `game ${game}: ${reason}`);
  return [`${differences.length} of ${games} games differ`, ...named, ...parts.slice(1)].join('; ');
}

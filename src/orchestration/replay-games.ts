/** Moves of recorded games decided again: for `sentimate verify`, and where a game was delivered with other moves. */
import type { GameToReplay, PlannedContestant, ReplayedGame } from '../spec/index.js';
import type { ContestantRow } from '../store/base/index.js';
import { gamesWithOtherMoves, settleOtherMoves } from '../store/games/index.js';
import { getContestants } from '../store/tournaments/index.js';
import type { TournamentId } from '../vocabulary/index.js';
import { ComputeProcess } from './compute-process.js';
import type { Log } from './log.js';
import { persist } from './persist.js';
import type { WorkerContext } from './worker-context.js';

/** Options of `replayGames`. */
export interface ReplayOptions {
  readonly home: string;
  readonly log: Log;
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly GameToReplay[];
  readonly signal: AbortSignal;
  /** The compute child to use; default: a new one. It is stopped at the end. */
  readonly process?: ComputeProcess;
}

/**
 * Decides every move of recorded games again in a compute child; engines are not asked. Returns the games in the order
 * of the request. Rejects with ComputeError if the child cannot decide, or when the signal aborts.
 */
export async function replayGames({
  home,
  log,
  contestants,
  games,
  signal,
  process = new ComputeProcess({ log }),
}: ReplayOptions): Promise<readonly ReplayedGame[]> {
  const task = process.start<'replay'>({ type: 'replay', home, contestants, games });
  const cancel = (): void => task.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return (await task.result).games;
  } finally {
    signal.removeEventListener('abort', cancel);
    await process.stop();
  }
}

/**
 * Settles results of a tournament with other moves than the games on record: the compute child, which has most of the
 * networks in memory, decides every move on record again. A record that differs beyond the tolerance is a conflict. A
 * failure is logged, and the next run of any worker tries again.
 */
export async function settleDeliveries(context: WorkerContext, tournamentId: TournamentId): Promise<void> {
  const { db, compute, home, log } = context;
  try {
    const games = await gamesWithOtherMoves(db.pool, tournamentId);
    if (games.length === 0) return;
    const sides = new Set(games.flatMap(({ order }) => [order.white, order.black]));
    const contestants = (await getContestants(db.pool, tournamentId)).filter(({ key }) => sides.has(key));
    const replayed = await compute.request<'replay'>({
      type: 'replay',
      home,
      contestants: contestants.map(plannedContestant),
      games,
    });
    const keys = replayed.games.map(({ gameKey }) => gameKey);
    const differing = replayed.games.flatMap(({ gameKey, difference }) => (difference ? [gameKey] : []));
    const conflicts = await persist(() => settleOtherMoves(db, { tournamentId, games: keys, differing }), log);
    const ties = replayed.games.flatMap((game) => game.ties.map(({ margin }) => margin));
    const found = { games: keys.length, conflicts, largestMargin: Math.max(0, ...ties) };
    if (conflicts > 0) log.error(found, 'games on record differ from the decisions of their networks');
    else log.info(found, 'games with other moves than those on record: the record holds within the tolerance');
  } catch (error) {
    log.error({ err: error }, 'games with other moves than those on record could not be decided again');
  }
}

/** The part of a contestant's row that the compute child needs. */
export function plannedContestant({
  key,
  kind,
  name,
  arm,
  replicate,
  checkpoint,
  fineTuneKey,
  anchor,
  engine,
  decoding,
}: ContestantRow): PlannedContestant {
  return { key, kind, name, arm, replicate, checkpoint, fineTuneKey, anchor, engine, decoding };
}

import { gamesWithOtherMoves, settleOtherMoves } from '../store/games/index.js';
import { getContestants } from '../store/tournaments/index.js';
import type { TournamentId } from '../vocabulary/index.js';
import { persist } from './persist.js';
import { plannedContestant } from './planned-contestant.js';
import type { WorkerContext } from './worker-context.js';

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

import type pg from 'pg';
import type { GameResult } from '../../spec/index.js';
import { sha256Hex } from '../../spec/keys/index.js';
import type { GameKey, TournamentState } from '../../vocabulary/index.js';
import { appendEvents, type Database, type NewEvent, queryAll, queryOne, StoreError } from '../base/index.js';
import { insertResults, insertSuperseded, type NewResult, type NewSuperseded } from './insert-results.js';
import { nextLink } from './result-chain.js';

/** Finished games that a worker delivers. */
export interface RecordedBatch {
  readonly tournamentId: string;
  readonly worker: string;
  readonly results: readonly (GameResult & { readonly epoch: number })[];
}

/** Numbers of results by outcome. Only `recorded` ones count in the tournament. */
interface RecordOutcome {
  readonly recorded: number;
  /** Delivered before with the same moves: nothing is stored. */
  readonly repeated: number;
  /** Void because of a later claim or the end of the tournament: stored, not counted. */
  readonly superseded: number;
  /** Other moves are on record for the game: stored, not counted, and to be settled (other-moves.ts). */
  readonly otherMoves: number;
}

/** The tournament's row with the position of its last result. */
interface TournamentHead {
  readonly state: TournamentState;
  readonly chain: string;
  readonly position: number;
  readonly now: Date;
}

/** A game of the schedule with the result on record. */
interface ScheduledGame {
  readonly number: number;
  readonly gameKey: GameKey;
  readonly epoch: number;
  readonly white: string;
  readonly black: string;
  /** SHA-256 of the recorded moves; null while no result is recorded. */
  movesHash: string | null;
}

/**
 * Records finished games exactly once, in one transaction under the lock of the tournament's row. The outcome of a game
 * depends on the record and on the epoch of the worker's claim:
 *
 *   done, same moves          repeated
 *   done, other moves         other moves
 *   tournament has ended      superseded
 *   epoch is not the newest   superseded
 *   otherwise                 recorded: stores the result, the state of the game, an event and a link of the chain
 *
 * Throws StoreError `unknown-tournament` or `unknown-game`; then nothing of the batch is recorded.
 */
export function recordResults(db: Database, batch: RecordedBatch): Promise<RecordOutcome> {
  return db.transaction(async (client) => {
    const head = await lockHead(client, batch.tournamentId);
    const games = await scheduledGames(client, batch);
    const accepted: NewResult[] = [];
    const rejected: NewSuperseded[] = [];
    let repeated = 0;
    let chain = head.chain;
    for (const { epoch, ...result } of batch.results) {
      const game = games.get(result.gameKey);
      if (!game)
        throw new StoreError('unknown-game', `game ${result.gameKey} is not in tournament ${batch.tournamentId}`);
      const movesHash = sha256Hex(result.moves);
      const row = {
        ...result,
        epoch,
        movesHash,
        number: game.number,
        worker: batch.worker,
        recordedAt: head.now.toISOString(),
      };
      const reason = rejectionReason(head, game, epoch, movesHash);
      if (reason === 'repeated') repeated++;
      else if (reason) rejected.push({ ...row, reason });
      else {
        const position = head.position + accepted.length + 1;
        chain = nextLink(chain, { ...row, position });
        accepted.push({ ...row, position, chain });
        game.movesHash = movesHash; // a second result of the game in this batch is compared with it
      }
    }
    await insertResults(client, batch.tournamentId, accepted, chain);
    await insertSuperseded(client, batch.tournamentId, rejected);
    const otherMoves = rejected.filter(({ reason }) => reason === 'other-moves').length;
    if (accepted.length + otherMoves > 0)
      await appendEvents(
        client,
        batch.tournamentId,
        accepted.map((row) => gameEvent(row, games)),
      );
    return { recorded: accepted.length, repeated, superseded: rejected.length - otherMoves, otherMoves };
  });
}

/** Why a result does not count; null when it does. */
function rejectionReason(
  head: TournamentHead,
  game: ScheduledGame,
  epoch: number,
  movesHash: string,
): NewSuperseded['reason'] | 'repeated' | null {
  if (game.movesHash !== null) return game.movesHash === movesHash ? 'repeated' : 'other-moves';
  if (head.state !== 'created' && head.state !== 'running') return 'tournament-over';
  return epoch === game.epoch ? null : 'stale-epoch';
}

/** Two statements, because the second must see what was committed while the first waited for the lock. */
async function lockHead(client: pg.PoolClient, id: string): Promise<TournamentHead> {
  const head = await queryOne<Omit<TournamentHead, 'position'>>(
    client,
    `select state, chain, date_trunc('milliseconds', clock_timestamp()) as now
     from tournament where id = $1 for update`,
    [id],
  );
  if (!head) throw new StoreError('unknown-tournament', `there is no tournament ${id}`);
  const last = await queryOne<{ position: number }>(
    client,
    `select max(position) as position from result where tournament_id = $1`,
    [id],
  );
  return { ...head, position: last?.position ?? 0 };
}

async function scheduledGames(
  client: pg.PoolClient,
  { tournamentId, results }: RecordedBatch,
): Promise<Map<GameKey, ScheduledGame>> {
  const rows = await queryAll<ScheduledGame>(
    client,
    `select g.number, g.game_key as "gameKey", g.epoch, g.white, g.black, r.moves_hash as "movesHash"
     from game g left join result r on r.tournament_id = g.tournament_id and r.game_key = g.game_key
     where g.tournament_id = $1 and g.game_key = any($2)`,
    [tournamentId, results.map(({ gameKey }) => gameKey)],
  );
  return new Map(rows.map((row) => [row.gameKey, row]));
}

function gameEvent(
  { number, gameKey, result, termination, plies }: NewResult,
  games: ReadonlyMap<GameKey, ScheduledGame>,
): NewEvent {
  const { white, black } = games.get(gameKey)!;
  return { type: 'game', data: { number, gameKey, white, black, result, termination, plies } };
}

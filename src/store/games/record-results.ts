import type pg from 'pg';
import { type GameResult, sha256Hex } from '../../spec/index.js';
import type { GameKey, TournamentState } from '../../vocabulary/index.js';
import type { Database } from '../base/index.js';
import { all, appendEvents, first, type NewEvent, StoreError } from '../base/index.js';
import { insertResults, insertSuperseded, type NewResult, type NewSuperseded } from './insert-results.js';
import { nextLink } from './result-chain.js';

export interface RecordedBatch {
  readonly tournamentId: string;
  readonly worker: string;
  readonly results: readonly (GameResult & { readonly epoch: number })[];
}

/** How many results went where. Only `recorded` ones count. */
export interface RecordOutcome {
  readonly recorded: number;
  /** Delivered before, with the same moves: the answer is as before. */
  readonly repeated: number;
  /** A later claim or the tournament's end made them void: stored, not counted. */
  readonly superseded: number;
  /** The game has other moves on record: stored, and an event raises the alarm. */
  readonly conflicts: number;
}

interface Head {
  readonly state: TournamentState;
  readonly chain: string;
  readonly position: number;
  readonly now: Date;
}

interface Known {
  readonly number: number;
  readonly gameKey: GameKey;
  readonly epoch: number;
  readonly white: string;
  readonly black: string;
  /** Null while no result is recorded. */
  movesHash: string | null;
}

/**
 * Records finished games: one transaction under the lock of the tournament's row. For each game the record and the
 * epoch are looked at first:
 *
 *   done, same moves        repeated
 *   done, other moves       conflict
 *   tournament is over      superseded
 *   epoch is not the last   superseded
 *   otherwise               recorded: result, state of the game, event and link of the chain
 */
export function recordResults(db: Database, batch: RecordedBatch): Promise<RecordOutcome> {
  return db.transaction(async (client) => {
    const head = await lockHead(client, batch.tournamentId);
    const games = await findGames(client, batch);
    const fresh: NewResult[] = [];
    const old: NewSuperseded[] = [];
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
      const reason = whyNot(head, game, epoch, movesHash);
      if (reason === 'repeated') repeated++;
      else if (reason) old.push({ ...row, reason });
      else {
        const position = head.position + fresh.length + 1;
        chain = nextLink(chain, { ...row, position });
        fresh.push({ ...row, position, chain });
        game.movesHash = movesHash; // a second one in the same batch is compared with this
      }
    }
    await insertResults(client, batch.tournamentId, fresh, chain);
    const alarms = await insertSuperseded(client, batch.tournamentId, old);
    const events = [...fresh.map((row) => gameEvent(row, games)), ...alarms.map((row) => conflictEvent(row, games))];
    if (events.length > 0) await appendEvents(client, batch.tournamentId, events);
    const conflicts = old.filter(({ reason }) => reason === 'conflict').length;
    return { recorded: fresh.length, repeated, superseded: old.length - conflicts, conflicts };
  });
}

function whyNot(
  head: Head,
  game: Known,
  epoch: number,
  movesHash: string,
): NewSuperseded['reason'] | 'repeated' | null {
  if (game.movesHash !== null) return game.movesHash === movesHash ? 'repeated' : 'conflict';
  if (head.state !== 'created' && head.state !== 'running') return 'tournament-over';
  return epoch === game.epoch ? null : 'stale-epoch';
}

/** Two statements: the second must see what was committed while the first waited for the lock. */
async function lockHead(client: pg.PoolClient, id: string): Promise<Head> {
  const head = await first<Omit<Head, 'position'>>(
    client,
    `select state, chain, date_trunc('milliseconds', clock_timestamp()) as now from tournament where id = $1 for update`,
    [id],
  );
  if (!head) throw new StoreError('unknown-tournament', `there is no tournament ${id}`);
  const last = await first<{ position: number }>(
    client,
    `select max(position) as position from result where tournament_id = $1`,
    [id],
  );
  return { ...head, position: last?.position ?? 0 };
}

async function findGames(
  client: pg.PoolClient,
  { tournamentId, results }: RecordedBatch,
): Promise<Map<GameKey, Known>> {
  const rows = await all<Known>(
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
  games: ReadonlyMap<GameKey, Known>,
): NewEvent {
  const { white, black } = games.get(gameKey)!;
  return { type: 'game', data: { number, gameKey, white, black, result, termination, plies } };
}

function conflictEvent(
  { number, gameKey, epoch, worker, movesHash }: NewSuperseded,
  games: ReadonlyMap<GameKey, Known>,
): NewEvent {
  return {
    type: 'conflict',
    data: { number, gameKey, epoch, worker, movesHash, recorded: games.get(gameKey)!.movesHash },
  };
}

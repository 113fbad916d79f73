import { v7 as uuidv7 } from 'uuid';
import type { GameResult } from '../../src/spec/game.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';
import type { Database } from '../../src/store/base/database.js';
import { claimFineTune } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { listFineTunes } from '../../src/store/fine-tunes/fine-tunes.js';
import { finishFineTune } from '../../src/store/fine-tunes/finish-fine-tune.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { getContestants } from '../../src/store/tournaments/tournaments.js';
import type { Result, Termination } from '../../src/vocabulary/unions.js';
import { checksFor } from '../tournament/played.js';

/** The shortest games of each result, from the start position. */
const GAMES: Readonly<Record<Result, readonly [Termination, string]>> = {
  '1-0': ['checkmate', 'e2e4 e7e5 f1c4 b8c6 d1h5 g8f6 h5f7'],
  '0-1': ['checkmate', 'f2f3 e7e5 g2g4 d8h4'],
  '1/2-1/2': ['threefold-repetition', 'g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1 f6g8'],
};
const worker = uuidv7();

export interface PlayOutOptions {
  /** Chance of each arm's children, and of others under their kind, to take a point; what two have is compared. */
  readonly strengths?: Readonly<Record<string, number>>;
  /** Games at most. */
  readonly games?: number;
}

/**
 * Plays a tournament without openings to its end through the store's own verbs: real rows, real chain, legal games, no
 * network.
 */
export async function playOut(
  db: Database,
  id: string,
  { strengths = {}, games = Infinity }: PlayOutOptions = {},
): Promise<void> {
  for (const row of await listFineTunes(db.pool, { tournamentId: id, limit: 1000 })) {
    if (row.state !== 'queued') continue;
    const claimed = await claimFineTune(db.pool, { id: row.id, worker, leaseMs: 60_000 });
    await finishFineTune(db, {
      id: row.id,
      epoch: claimed!.epoch,
      checkpoint: sha256Hex(row.key),
      checks: checksFor(row.recipe.treatment.tone, row.recipe.seed),
    });
  }
  const contestants = new Map((await getContestants(db.pool, id)).map((row) => [row.key, row]));
  const strengthOf = (key: string): number => {
    const { arm, kind } = contestants.get(key as never)!;
    return strengths[arm ?? kind] ?? { anchor: 0.15 }[kind as string] ?? 1;
  };
  for (let left = games; left > 0; ) {
    const claimed = await claimGames(db, { tournamentId: id, worker, limit: Math.min(left, 500), leaseMs: 60_000 });
    if (claimed.length === 0) break;
    left -= claimed.length;
    const results = claimed.map(({ order, epoch }): GameResult & { epoch: number } => {
      const [white, black] = [strengthOf(order.white), strengthOf(order.black)];
      const toss = randomFromHash(sha256Hex(order.gameKey)).next();
      const win = (0.8 * white) / (white + black);
      const result: Result = toss < win ? '1-0' : toss < win + 0.2 ? '1/2-1/2' : '0-1';
      const [termination, moves] = GAMES[result];
      const side = { moves: 3, legalShare: 2.9, guarded: 1 };
      return {
        gameKey: order.gameKey,
        epoch,
        result,
        termination,
        moves,
        plies: moves.split(' ').length,
        white: side,
        black: side,
      };
    });
    await recordResults(db, { tournamentId: id, worker, results });
  }
  await advanceTournaments(db);
}

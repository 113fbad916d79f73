import { expect, test } from 'vitest';
import { claimGames } from '../../../src/store/games/claim-games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { styleByContestant } from '../../../src/store/games/style-by-contestant.js';
import { createTournament } from '../../../src/store/tournaments/create-tournament.js';
import { type StyleTotals, styleOf } from '../../../src/tournament/standings/playing-style.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import { useDatabase } from '../../database.js';
import { resultOf, smallPlan, worker } from '../small-plan.js';

const at = useDatabase();

interface StyledGame {
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly moves: string;
  readonly opening: string;
  readonly plies: number;
}

/** Sums of the counts of single games by contestant, in the order of their keys. */
function totalsOf(games: readonly StyledGame[]): StyleTotals[] {
  const totals = new Map<ContestantKey, StyleTotals>();
  for (const { white, black, moves, opening, plies } of games) {
    const style = styleOf(moves, opening)!;
    for (const [key, side] of [[white, style.white] as const, [black, style.black] as const]) {
      const sum = totals.get(key);
      totals.set(key, {
        key,
        games: (sum?.games ?? 0) + 1,
        plies: (sum?.plies ?? 0) + plies,
        moves: (sum?.moves ?? 0) + side.moves,
        trades: (sum?.trades ?? 0) + side.trades,
        checks: (sum?.checks ?? 0) + side.checks,
        kingMoves: (sum?.kingMoves ?? 0) + side.kingMoves,
        repeats: (sum?.repeats ?? 0) + side.repeats,
      });
    }
  }
  return [...totals.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const LINES = ['e2e4 e7e5 g1f3 g8f6 f3g1 f6g8', 'e2e4 e7e5 f1c4 b8c6 d1h5 g8f6 h5f7', 'e2e4 e7e5 no-move'];

test('style is summed over the recorded games, by contestant, and counted once', async () => {
  const plan = smallPlan({ children: 0, games: 8 });
  await createTournament(at.db, plan);
  const by = worker();
  const games: StyledGame[] = [];
  const play = async (limit: number): Promise<void> => {
    const claimed = await claimGames(at.db, { tournamentId: plan.id, worker: by, limit, leaseMs: 60_000 });
    const results = claimed.map(({ order, epoch }, i) => {
      const moves = LINES[i % LINES.length]!;
      if (!moves.includes('no-move')) games.push({ ...order, moves, plies: moves.split(' ').length });
      return resultOf(order.gameKey, epoch, moves);
    });
    await recordResults(at.db, { tournamentId: plan.id, worker: by, results });
  };
  await play(5);
  expect(await styleByContestant(at.db.pool, plan.id)).toEqual(totalsOf(games));
  await play(3);
  const [once, twice] = await Promise.all([
    styleByContestant(at.db.pool, plan.id),
    styleByContestant(at.db.pool, plan.id),
  ]);
  expect(once).toEqual(totalsOf(games));
  expect(twice).toEqual(once);
  const { rows } = await at.db.pool.query(
    'select count(*) as counted, count(white) as read from game_style where tournament_id = $1',
    [plan.id],
  );
  expect(rows[0]).toEqual({ counted: 8, read: games.length });
  // counts of an older way of counting are made again
  await at.db.pool.query(
    `update game_style set version = 0, white = '{"moves": 99}' where tournament_id = $1 and white is not null`,
    [plan.id],
  );
  expect(await styleByContestant(at.db.pool, plan.id)).toEqual(once);
  expect(await styleByContestant(at.db.pool, 'no-id')).toEqual([]);
});

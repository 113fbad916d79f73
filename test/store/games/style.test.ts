import { expect, test } from 'vitest';
import { claimGames } from '../../../src/store/games/claim-games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { styleByContestant } from '../../../src/store/games/style-by-contestant.js';
import { createTournament } from '../../../src/store/tournaments/create-tournament.js';
import { styleTotals } from '../../../src/tournament/standings/playing-style.js';
import { useDatabase } from '../../database.js';
import { resultOf, smallPlan, worker } from '../small-plan.js';

const at = useDatabase();
const LINES = ['e2e4 e7e5 g1f3 g8f6 f3g1 f6g8', 'e2e4 e7e5 f1c4 b8c6 d1h5 g8f6 h5f7', 'e2e4 e7e5 no-move'];

test('style is summed over the recorded games, by contestant, and counted once', async () => {
  const plan = smallPlan({ children: 0, games: 8 });
  await createTournament(at.db, plan);
  const by = worker();
  const games: { white: string; black: string; moves: string; opening: string; plies: number }[] = [];
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
  expect(await styleByContestant(at.db.pool, plan.id)).toEqual(styleTotals(games as never));
  await play(3);
  const [once, twice] = await Promise.all([
    styleByContestant(at.db.pool, plan.id),
    styleByContestant(at.db.pool, plan.id),
  ]);
  expect(once).toEqual(styleTotals(games as never));
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

import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { claimGames } from '../../src/store/games/claim-games.js';
import { listGames } from '../../src/store/games/games.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { addSwissRounds } from '../../src/store/tournaments/add-swiss-rounds.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { getTournament } from '../../src/store/tournaments/tournaments.js';
import type { PlayedGame } from '../../src/tournament/plan/match-schedule.js';
import { gamesOf } from '../../src/tournament/plan/plan.js';
import type { SealedPlan } from '../../src/tournament/plan/sealed-plan.js';
import { useApi } from './api.js';
import { BASE } from './fixtures.js';

const api = useApi();
const WORKER = uuidv7();

/** So many decodings of one checkpoint. */
const contestants = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({ model: BASE, decoding: { temperature: i / 10 } }));
const post = (body: object, query = '') => api.call('POST', `/matches${query}`, { name: 'a match', ...body });

/** Records every game that is due; White wins. */
async function playDue(id: string): Promise<number> {
  const claimed = await claimGames(api.db, { tournamentId: id, worker: WORKER, limit: 1000, leaseMs: 60_000 });
  const side = { moves: 1, legalShare: 0, guarded: 0 };
  const results = claimed.map(({ epoch, order }) => ({
    gameKey: order.gameKey,
    epoch,
    result: '1-0' as const,
    termination: 'checkmate' as const,
    moves: order.opening,
    plies: 4,
    white: side,
    black: side,
  }));
  if (results.length > 0) await recordResults(api.db, { tournamentId: id, worker: WORKER, results });
  return results.length;
}

describe('matches of more than two', () => {
  it.each([
    ['round-robin', { kind: 'round-robin' }, 4, 6],
    ['gauntlet', { kind: 'gauntlet', rounds: 2 }, 4, 6],
    ['swiss', { kind: 'swiss', rounds: 3 }, 4, 6],
  ] as const)('%s: the plan says how many games there will be', async (_, schedule, count, meetings) => {
    const dry = (await post({ contestants: contestants(count), schedule, pairs: 2 }, '?dryRun=true')).json<{
      games: number;
      cost: { games: number };
      contestants: string[];
    }>();
    expect(dry.games).toBe(2 * 2 * meetings);
    expect(dry.cost.games).toBe(dry.games);
    expect(new Set(dry.contestants).size).toBe(count);
  });

  it('says what is wrong with a schedule', async () => {
    expect((await post({ contestants: contestants(1) })).json()).toMatchObject({ code: 'invalid-request' });
    expect((await post({ contestants: contestants(4), schedule: { kind: 'knock-out' } })).json()).toMatchObject({
      code: 'invalid-request',
    });
    expect((await post({ contestants: contestants(4), schedule: { kind: 'swiss', rounds: 9 } })).json()).toMatchObject({
      code: 'invalid-spec',
      errors: [{ field: 'schedule.rounds' }],
    });
  });

  it('a Swiss goes on round by round, each written once, until all are played', async () => {
    const { id, games } = (
      await post({ contestants: contestants(5), schedule: { kind: 'swiss', rounds: 3 }, pairs: 1 })
    ).json<{ id: string; games: number }>();
    expect(games).toBe(12);
    for (let round = 1; round <= 3; round++) {
      expect((await api.call('GET', `/matches/${id}`)).json()).toMatchObject({
        progress: { games: 12, done: 4 * (round - 1) },
      });
      expect(await playDue(id)).toBe(4);
      expect((await advanceTournaments(api.db)).map(({ to }) => to)).toEqual(
        round < 3 ? (round === 1 ? ['running'] : []) : ['finished'],
      );
      // any number of processes may try it at once
      const added = (
        await Promise.all([addSwissRounds(api.db), addSwissRounds(api.db), addSwissRounds(api.db)])
      ).flat();
      expect(added.map((one) => one.round)).toEqual(round < 3 ? [round + 1] : []);
    }
    const row = (await getTournament(api.db.pool, id))!;
    expect(row.state).toBe('finished');
    // the record is what the plan and the results say: keys too
    const stored = await listGames(api.db.pool, id, { limit: 100 });
    const expected = gamesOf(row.plan as SealedPlan, row.planHash, stored as readonly PlayedGame[]);
    expect(
      stored.map(({ gameKey, white, black, opening, pair, leg, block }) => ({
        gameKey,
        white,
        black,
        opening,
        pair,
        leg,
        block,
      })),
    ).toEqual(
      expected.map(({ gameKey, white, black, opening, pair, leg, block }) => ({
        gameKey,
        white,
        black,
        opening,
        pair,
        leg,
        block,
      })),
    );
    const events = (await api.call('GET', `/matches/${id}/events?limit=1000`)).json<{
      data: { seq: number; type: string; data: unknown }[];
    }>().data;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter(({ type }) => type === 'round').map(({ data }) => data)).toEqual([
      { round: 2, games: 4 },
      { round: 3, games: 4 },
    ]);
  });

  it('a Swiss that is cancelled between two rounds gets no more of them', async () => {
    const { id } = (
      await post({ contestants: contestants(4), schedule: { kind: 'swiss', rounds: 2 }, pairs: 1 })
    ).json<{ id: string }>();
    await playDue(id);
    await api.call('POST', `/matches/${id}/cancel`);
    expect((await addSwissRounds(api.db)).filter((one) => one.id === id)).toEqual([]);
    await advanceTournaments(api.db);
    expect((await api.call('GET', `/matches/${id}`)).json()).toMatchObject({
      state: 'cancelled',
      progress: { done: 4 },
    });
  });
});

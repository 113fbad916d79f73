import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { listEvents } from '../../../src/store/base/events.js';
import { claimGames, dueGames, releaseGames, renewGames } from '../../../src/store/games/claim-games.js';
import { faultsByContestant, replaysByContestant } from '../../../src/store/games/contestant-totals.js';
import { getGame, listGames } from '../../../src/store/games/games.js';
import { gamesWithOtherMoves, settleOtherMoves } from '../../../src/store/games/other-moves.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { verifyChain } from '../../../src/store/games/result-chain.js';
import { allResults } from '../../../src/store/games/results.js';
import { createTournament } from '../../../src/store/tournaments/create-tournament.js';
import { getTournamentSummary } from '../../../src/store/tournaments/tournaments.js';
import type { GameKey } from '../../../src/vocabulary/ids.js';
import { useDatabase } from '../../database.js';
import { resultOf, smallPlan, worker } from '../small-plan.js';

const at = useDatabase();
const LEASE = 60_000;

/** Without children, so that every game can be played at once. */
async function ready(games = 8) {
  const plan = smallPlan({ children: 0, games });
  await createTournament(at.db, plan);
  return plan;
}

const claim = (tournamentId: string, by: string, limit = 100, leaseMs = LEASE) =>
  claimGames(at.db, { tournamentId, worker: by, limit, leaseMs });
const record = (tournamentId: string, by: string, results: Parameters<typeof resultOf>[]) =>
  recordResults(at.db, { tournamentId, worker: by, results: results.map((args) => resultOf(...args)) });
const eventsOf = (id: string) => listEvents(at.db.pool, id, { limit: 100_000 });

describe('claims', () => {
  test('give the next games in the order of the schedule, with all that decides their moves', async () => {
    const plan = await ready();
    const [first, ...rest] = await claim(plan.id, worker(), 3);
    const { gameKey, white, black, opening } = plan.games[0]!;
    expect(first).toEqual({ number: 1, epoch: 1, order: { gameKey, white, black, opening, maxPlies: 200 } });
    expect(rest.map(({ number }) => number)).toEqual([2, 3]);
    expect((await claim(plan.id, worker(), 3)).map(({ number }) => number)).toEqual([4, 5, 6]);
  });

  test('of many workers at once never meet', async () => {
    const plan = await ready(200);
    const claims = await Promise.all(Array.from({ length: 12 }, () => claim(plan.id, worker(), 20)));
    const numbers = claims.flat().map(({ number }) => number);
    expect(numbers).toHaveLength(200);
    expect(new Set(numbers).size).toBe(200);
    expect(claims.flat().every(({ epoch }) => epoch === 1)).toBe(true);
  });

  test('wait for the children, and start where both sides can sit down', async () => {
    const plan = smallPlan({ children: 1, games: 8 });
    await createTournament(at.db, plan);
    expect(await dueGames(at.db.pool)).toContain(plan.id);
    expect((await claim(plan.id, worker())).map(({ number }) => number)).toEqual([1, 2, 5, 6]);
    expect(await dueGames(at.db.pool)).not.toContain(plan.id);
  });

  test('of a lost worker fall to others when the lease is over, with the next epoch', async () => {
    const plan = await ready(4);
    await claim(plan.id, worker(), 4, 0);
    const again = await claim(plan.id, worker(), 4);
    expect(again.map(({ epoch }) => epoch)).toEqual([2, 2, 2, 2]);
    expect(await claim(plan.id, worker(), 4)).toEqual([]);
  });

  test('are renewed by their holder only, and given back', async () => {
    const plan = await ready(4);
    const me = worker();
    await claim(plan.id, me, 3, 0);
    expect(await renewGames(at.db.pool, { tournamentId: plan.id, worker: worker(), leaseMs: LEASE })).toEqual({
      cancelRequested: false,
      held: 0,
    });
    expect(await renewGames(at.db.pool, { tournamentId: plan.id, worker: me, leaseMs: LEASE })).toEqual({
      cancelRequested: false,
      held: 3,
    });
    expect((await claim(plan.id, worker(), 4)).map(({ number }) => number)).toEqual([4]);
    const before = await getTournamentSummary(at.db.pool, plan.id);
    expect(await releaseGames(at.db.pool, { tournamentId: plan.id, worker: me, cause: 'stopped' })).toBe(3);
    expect((await getTournamentSummary(at.db.pool, plan.id))!.version).toBe(before!.version + 1);
    expect((await claim(plan.id, worker(), 4)).map(({ number, epoch }) => [number, epoch])).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
  });

  test('whose attempt was lost report the cause by contestant; one released by a worker is no fault', async () => {
    const plan = await ready(4); // two pairs of the same two
    await claim(plan.id, worker(), 1, 0); // its lease is over at once
    const [crashed, stopped] = [worker(), worker()];
    await claim(plan.id, crashed, 2); // the first again, and the second
    await releaseGames(at.db.pool, { tournamentId: plan.id, worker: crashed, cause: 'child-exited' });
    await claim(plan.id, stopped, 1);
    await releaseGames(at.db.pool, { tournamentId: plan.id, worker: stopped, cause: 'stopped' });
    const [white, black] = plan.contestants.map(({ key }) => key).sort();
    const of = (key: string) => [
      { key, side: 'machine', cause: 'child-exited', count: 2 },
      { key, side: 'machine', cause: 'worker-lost', count: 1 },
    ];
    expect(await faultsByContestant(at.db.pool, plan.id)).toEqual([...of(white!), ...of(black!)]);
    expect((await at.db.pool.query('select from lost_attempt where tournament_id = $1', [plan.id])).rowCount).toBe(4);
  });

  test('that an engine lost by its own fault stand by its name', async () => {
    const plan = await ready(2);
    const [game] = await claim(plan.id, worker(), 1);
    const { gameKey, white } = game!.order;
    await recordResults(at.db, {
      tournamentId: plan.id,
      worker: worker(),
      results: [{ ...resultOf(gameKey, game!.epoch), result: '0-1', termination: 'illegal-move' }],
    });
    expect(await faultsByContestant(at.db.pool, plan.id)).toEqual([
      { key: white, side: 'own', cause: 'illegal-move', count: 1 },
    ]);
  });
});

describe('recording', () => {
  test('counts each game once, writes one event a game, and raises the version', async () => {
    const plan = await ready();
    const me = worker();
    const games = await claim(plan.id, me);
    const before = (await getTournamentSummary(at.db.pool, plan.id))!;
    expect(
      await record(
        plan.id,
        me,
        games.map(({ order, epoch }) => [order.gameKey, epoch]),
      ),
    ).toEqual({ recorded: 8, repeated: 0, superseded: 0, otherMoves: 0 });
    const after = (await getTournamentSummary(at.db.pool, plan.id))!;
    expect(after.version).toBe(before.version + 1);
    expect(after.chain).not.toBe(before.chain);
    const events = await eventsOf(plan.id);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(events.slice(1).map((event) => event.type === 'game' && event.data.number)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(await allResults(at.db.pool, plan.id)).toHaveLength(8);
    const game = await getGame(at.db.pool, { tournamentId: plan.id, number: 3 });
    expect(game).toMatchObject({
      state: 'done',
      result: '1-0',
      whiteStats: { moves: 3, legalShare: 0.1 + 0.2, guarded: 1 },
      plies: 3,
    });
    expect(await getGame(at.db.pool, { gameKey: game!.gameKey })).toEqual(game);
  });

  test('the same again is answered as before and changes nothing, even with a newer epoch on record', async () => {
    const plan = await ready(2);
    const me = worker();
    const [game] = await claim(plan.id, me, 1);
    await record(plan.id, me, [[game!.order.gameKey, 1]]);
    const before = await getTournamentSummary(at.db.pool, plan.id);
    expect(await record(plan.id, me, [[game!.order.gameKey, 1]])).toEqual({
      recorded: 0,
      repeated: 1,
      superseded: 0,
      otherMoves: 0,
    });
    expect(await getTournamentSummary(at.db.pool, plan.id)).toEqual(before);
  });

  test('a result of an older claim is kept but not counted; the newer one counts', async () => {
    const plan = await ready(1);
    const [late, owner] = [worker(), worker()];
    const [old] = await claim(plan.id, late, 1, 0);
    const [game] = await claim(plan.id, owner, 1);
    const key = game!.order.gameKey;
    expect(await record(plan.id, late, [[key, old!.epoch]])).toMatchObject({ recorded: 0, superseded: 1 });
    expect(await record(plan.id, late, [[key, old!.epoch]])).toMatchObject({ recorded: 0, superseded: 1 });
    expect(await allResults(at.db.pool, plan.id)).toEqual([]);
    expect(await record(plan.id, owner, [[key, game!.epoch]])).toMatchObject({ recorded: 1 });
    const { rows } = await at.db.pool.query('select reason, epoch from superseded_result where tournament_id = $1', [
      plan.id,
    ]);
    expect(rows).toEqual([{ reason: 'stale-epoch', epoch: 1 }]);
  });

  test('other moves for a recorded game wait for a decision: a tie, or one alarm, and the record stays', async () => {
    const plan = await ready(2);
    const me = worker();
    const games = await claim(plan.id, me, 2);
    const [key, other] = games.map(({ order }) => order.gameKey) as [GameKey, GameKey];
    await record(plan.id, me, [
      [key, 1],
      [other, 1],
    ]);
    const before = await getGame(at.db.pool, { gameKey: key });
    expect(await gamesWithOtherMoves(at.db.pool, plan.id)).toEqual([]);
    for (let times = 0; times < 2; times++)
      expect(
        await record(plan.id, me, [
          [key, 1, 'd2d4 d7d5'],
          [other, 1, 'd2d4 d7d5'],
        ]),
      ).toEqual({ recorded: 0, repeated: 0, superseded: 0, otherMoves: 2 });
    const waiting = await gamesWithOtherMoves(at.db.pool, plan.id);
    expect(waiting.map(({ order }) => order)).toEqual(games.map(({ order }) => order));
    expect(waiting[0]!.recorded).toEqual({
      moves: before!.moves,
      result: before!.result,
      termination: before!.termination,
    });
    const counts = async () =>
      (await replaysByContestant(at.db.pool, plan.id)).map(({ late, otherMoves, conflicts }) => [
        late,
        otherMoves,
        conflicts,
      ]);
    expect(await counts()).toEqual([
      [0, 2, 0],
      [0, 2, 0],
    ]);
    expect((await eventsOf(plan.id)).filter(({ type }) => type === 'conflict')).toEqual([]);

    const settle = () => settleOtherMoves(at.db, { tournamentId: plan.id, games: [key, other], differing: [key] });
    expect(await settle()).toBe(1);
    expect(await settle()).toBe(0);
    await record(plan.id, me, [[key, 1, 'd2d4 d7d5']]);
    expect(await gamesWithOtherMoves(at.db.pool, plan.id)).toEqual([]);
    expect(await counts()).toEqual([
      [0, 1, 1],
      [0, 1, 1],
    ]);
    expect(await getGame(at.db.pool, { gameKey: key })).toEqual(before);
    const conflicts = (await eventsOf(plan.id)).filter(({ type }) => type === 'conflict');
    expect(conflicts.map(({ data }) => data)).toEqual([
      {
        number: 1,
        gameKey: key,
        epoch: 1,
        worker: me,
        movesHash: sha256Hex('d2d4 d7d5'),
        recorded: sha256Hex(before!.moves!),
      },
    ]);
  });

  test('one batch may hold a game twice', async () => {
    const plan = await ready(2);
    const me = worker();
    const [a] = await claim(plan.id, me);
    const key = a!.order.gameKey;
    expect(
      await record(plan.id, me, [
        [key, 1],
        [key, 1],
        [key, 1, 'd2d4'],
      ]),
    ).toEqual({ recorded: 1, repeated: 1, superseded: 0, otherMoves: 1 });
  });

  test('a game of another tournament is an error that records nothing', async () => {
    const plan = await ready(2);
    const me = worker();
    const [game] = await claim(plan.id, me, 1);
    const strange = smallPlan({ children: 0 }).games[0]!.gameKey;
    await expect(
      record(plan.id, me, [
        [game!.order.gameKey, 1],
        [strange, 1],
      ]),
    ).rejects.toMatchObject({ code: 'unknown-game' });
    expect(await allResults(at.db.pool, plan.id)).toEqual([]);
  });

  test('many workers at once: every game once, event numbers without gaps, the chain holds', async () => {
    const plan = await ready(300);
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const me = worker();
        for (;;) {
          const games = await claim(plan.id, me, 7);
          if (games.length === 0) return;
          const results = games.map(({ order, epoch }): Parameters<typeof resultOf> => [order.gameKey, epoch]);
          await Promise.all([
            record(plan.id, me, results),
            record(plan.id, me, results), // the reply was lost, the worker sends again
            renewGames(at.db.pool, { tournamentId: plan.id, worker: me, leaseMs: LEASE }),
          ]);
        }
      }),
    );
    const results = await allResults(at.db.pool, plan.id);
    expect(results.map(({ number }) => number)).toEqual(plan.games.map(({ number }) => number));
    const events = await eventsOf(plan.id);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 301 }, (_, index) => index + 1));
    expect((await getTournamentSummary(at.db.pool, plan.id))!.eventSeq).toBe(301);
    expect(await verifyChain(at.db.pool, plan.id)).toEqual({ ok: true, results: 300 });
  });

  test('the chain tells of a changed, a removed and a swapped row', async () => {
    const tamper: [string, number][] = [
      [`update result set result = '0-1' where tournament_id = $1 and position = 3`, 3],
      [`delete from result where tournament_id = $1 and position = 8`, 8],
      [`update result set white_stats = black_stats || '{"guarded": 2}' where tournament_id = $1 and position = 1`, 1],
      [`update tournament set chain = plan_hash where id = $1`, 9],
    ];
    for (const [sql, position] of tamper) {
      const plan = await ready();
      const me = worker();
      await record(
        plan.id,
        me,
        (await claim(plan.id, me)).map(({ order, epoch }) => [order.gameKey, epoch]),
      );
      expect(await verifyChain(at.db.pool, plan.id)).toEqual({ ok: true, results: 8 });
      await at.db.pool.query(sql, [plan.id]);
      expect(await verifyChain(at.db.pool, plan.id)).toMatchObject({ ok: false, position });
    }
  });
});

test('pages of games and events follow their numbers', async () => {
  const plan = await ready(5);
  expect((await listGames(at.db.pool, plan.id, { after: 3, limit: 10 })).map(({ number }) => number)).toEqual([4, 5]);
  expect(await listGames(at.db.pool, plan.id, { limit: 10, state: 'done' })).toEqual([]);
  expect(await listEvents(at.db.pool, plan.id, { after: 1, limit: 10 })).toEqual([]);
});

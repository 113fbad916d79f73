import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runFineTuneJob } from '../../src/orchestration/fine-tune-worker.js';
import { matchWorker } from '../../src/orchestration/match-worker.js';
import { listEvents } from '../../src/store/base/events.js';
import { followChanges } from '../../src/store/base/follow-changes.js';
import { getFineTune } from '../../src/store/fine-tunes/fine-tunes.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { verifyChain } from '../../src/store/games/result-chain.js';
import { allResults } from '../../src/store/games/results.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { createTournament } from '../../src/store/tournaments/create-tournament.js';
import { requestCancel } from '../../src/store/tournaments/request-cancel.js';
import { getTournament, tournamentProgress } from '../../src/store/tournaments/tournaments.js';
import type { FineTuneId, TournamentId } from '../../src/vocabulary/ids.js';
import { useDatabase } from '../database.js';
import { resultOf, smallPlan, worker } from '../store/small-plan.js';
import { until } from './mock.js';
import { makeWorkbench, type Workbench } from './workbench.js';

const database = useDatabase();
let bench: Workbench;
beforeAll(async () => void (bench = await makeWorkbench(database)));
afterAll(() => bench.close());
beforeEach(() => bench.playMode({}));

async function tournament(options: Parameters<typeof smallPlan>[0]): Promise<TournamentId> {
  const plan = smallPlan(options);
  await createTournament(database.db, plan);
  return plan.id as TournamentId;
}
const job = (tournamentId: TournamentId) => ({ kind: 'match', tournamentId }) as const;
const progress = (id: TournamentId) => tournamentProgress(database.db.pool, id);

/** What must hold of any tournament at its end. */
async function expectComplete(id: TournamentId, games: number): Promise<void> {
  const results = await allResults(database.db.pool, id);
  expect(results.map(({ number }) => number)).toEqual(Array.from({ length: games }, (_, index) => index + 1));
  expect(await progress(id)).toMatchObject({ games, done: games, due: 0, claimed: 0 });
}

describe('the match worker', () => {
  it('plays a whole schedule in refills, each game once', async () => {
    const id = await tournament({ children: 0, games: 100 });
    const context = bench.worker({ gamesHeld: 16 });
    const notices: (string | null)[] = [];
    const follower = followChanges(database.db, { onChange: (subject) => notices.push(subject) }, 'work_due');
    await until(() => follower.isLive(), 'notices arrive');
    await matchWorker(context)(job(id));
    await expectComplete(id, 100);
    await until(() => notices.length > 0, 'the reconcilers are told of the end');
    await follower.stop();
    const events = await listEvents(database.db.pool, id, { limit: 500 });
    expect(events.filter(({ type }) => type === 'game')).toHaveLength(100);
    await advanceTournaments(database.db);
    expect((await getTournament(database.db.pool, id))!.state).toBe('finished');
  });

  it('shares a schedule among workers', async () => {
    await bench.playMode({ everyMs: 4 });
    const id = await tournament({ children: 0, games: 120 });
    // none runs out on a slow machine
    const workers = Array.from({ length: 3 }, () => bench.worker({ leaseMs: 60_000 }));
    await Promise.all(workers.map((context) => matchWorker(context)(job(id))));
    await expectComplete(id, 120);
    const { rows } = await database.db.pool.query<{ count: number }>(
      'select count(*) as count from result where tournament_id = $1 group by worker',
      [id],
    );
    expect(rows.length).toBe(3);
    expect(
      (await database.db.pool.query('select from superseded_result where tournament_id = $1', [id])).rowCount,
    ).toBe(0);
  });

  it('plays what it can while children are trained, and takes their games when they are there', async () => {
    await bench.playMode({ everyMs: 60 });
    const plan = smallPlan({ children: 2, games: 48 }); // the second child's seed goes well at once
    await createTournament(database.db, plan);
    const id = plan.id as TournamentId;
    const playing = matchWorker(bench.worker())(job(id));
    await until(async () => (await progress(id)).done > 3, 'games are played');
    const { rows } = await database.db.pool.query<{ id: string }>(
      `select f.id from fine_tune f join contestant c on c.fine_tune_id = f.id where c.tournament_id = $1`,
      [id],
    );
    const context = bench.worker();
    for (const row of rows)
      await runFineTuneJob(context, { kind: 'fine-tune', id: (await getFineTune(database.db.pool, row.id))!.id });
    await playing;
    // on a slow machine the first run ends early; the reconciler hints again
    await matchWorker(bench.worker())(job(id));
    await expectComplete(id, 48);
  });

  it('takes games that have become due while those on the boards give no result', async () => {
    await bench.playMode({ everyMs: 3_600_000 });
    const plan = smallPlan({ children: 2, games: 48 });
    await createTournament(database.db, plan);
    const id = plan.id as TournamentId;
    const context = bench.worker({ gamesHeld: 512 });
    const playing = matchWorker(context)(job(id));
    await until(async () => (await progress(id)).claimed > 0, 'the first games are on the boards');
    const before = (await progress(id)).claimed;
    const { rows } = await database.db.pool.query<{ id: FineTuneId }>(
      `select f.id from fine_tune f join contestant c on c.fine_tune_id = f.id where c.tournament_id = $1`,
      [id],
    );
    for (const row of rows) await runFineTuneJob(bench.worker(), { kind: 'fine-tune', id: row.id });
    await until(async () => (await progress(id)).claimed > before, 'those of the child are too');
    expect((await progress(id)).done).toBe(1); // the mock's first
    context.stop.abort();
    await playing;
    expect(await progress(id)).toMatchObject({ claimed: 0, done: 1 });
  });

  it('gives games back when the child crashes or fails, and the same games are played again', async () => {
    const id = await tournament({ children: 0, games: 40 });
    for (const mode of [{ crashAfter: 7 }, { failAfter: 5 }]) {
      await bench.playMode({ ...mode, everyMs: 10 });
      const before = await progress(id);
      await matchWorker(bench.worker())(job(id));
      const after = await progress(id);
      expect(after.done).toBeGreaterThan(before.done);
      expect(after).toMatchObject({ claimed: 0, due: 40 - after.done });
    }
    await bench.playMode({});
    await matchWorker(bench.worker())(job(id));
    await expectComplete(id, 40);
    expect(await verifyChain(database.db.pool, id)).toEqual({ ok: true, results: 40 });
  });

  it.each([
    ['holds within the tolerance', false, [{ reason: 'tie' }], 0],
    ['differs from its networks’ decisions', true, [{ reason: 'conflict' }], 1],
  ])('settles other moves of an earlier delivery: the record %s', async (_name, recordsDiffer, reasons, alarms) => {
    await bench.playMode({ recordsDiffer });
    const id = await tournament({ children: 0, games: 4 });
    const late = worker();
    const [game] = await claimGames(database.db, { tournamentId: id, worker: late, limit: 1, leaseMs: 60_000 });
    for (const moves of ['e2e4', 'd2d4'])
      await recordResults(database.db, {
        tournamentId: id,
        worker: late,
        results: [resultOf(game!.order.gameKey, 1, moves)],
      });
    await matchWorker(bench.worker())(job(id));
    const { rows } = await database.db.pool.query('select reason from superseded_result where tournament_id = $1', [
      id,
    ]);
    expect(rows).toEqual(reasons);
    const events = await listEvents(database.db.pool, id, { limit: 500 });
    expect(events.filter(({ type }) => type === 'conflict')).toHaveLength(alarms);
    await expectComplete(id, 4);
  });

  it('stops before the last game when the tournament is cancelled, and keeps what was played', async () => {
    await bench.playMode({ everyMs: 50 });
    const id = await tournament({ children: 0, games: 400 });
    const playing = matchWorker(bench.worker())(job(id));
    await until(async () => (await progress(id)).done > 5, 'games are played');
    await requestCancel(database.db, id);
    await playing;
    expect((await progress(id)).done).toBeLessThan(400);
    await advanceTournaments(database.db);
    expect((await getTournament(database.db.pool, id))!.state).toBe('cancelled');
    const { done, claimed } = await progress(id);
    expect(done).toBeGreaterThan(5);
    expect(claimed).toBe(0);
  });

  it('gives games back when it is told to end', async () => {
    await bench.playMode({ everyMs: 50 });
    const id = await tournament({ children: 0, games: 100 });
    const context = bench.worker();
    const playing = matchWorker(context)(job(id));
    await until(async () => (await progress(id)).done > 3, 'games are played');
    context.stop.abort();
    await playing;
    expect(await progress(id)).toMatchObject({ claimed: 0 });
  });
});

describe('a reason that stays', () => {
  it('ends the tournament with its cause, and nobody holds its games', { timeout: 120_000 }, async () => {
    await bench.playMode({ everyMs: 1, failAfter: 0, failCode: 'bad-checkpoint' });
    const id = await tournament({ children: 0, games: 4 });
    const work = matchWorker(bench.worker());
    await advanceTournaments(database.db);
    for (let failure = 0; failure < 5; failure++) {
      await advanceTournaments(database.db);
      expect((await getTournament(database.db.pool, id))!.state).not.toBe('failed');
      await work(job(id));
    }
    expect(await getTournament(database.db.pool, id)).toMatchObject({
      state: 'failed',
      error: { code: 'bad-checkpoint' },
    });
    expect(await progress(id)).toMatchObject({ claimed: 0 });
  });
});

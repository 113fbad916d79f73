import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { findIdempotency } from '../../../src/store/base/idempotency.js';
import { claimFineTune } from '../../../src/store/fine-tunes/claim-fine-tune.js';
import { failFineTune } from '../../../src/store/fine-tunes/fail-fine-tune.js';
import { getFineTune, listFineTunes } from '../../../src/store/fine-tunes/fine-tunes.js';
import { finishFineTune } from '../../../src/store/fine-tunes/finish-fine-tune.js';
import { insertFineTune } from '../../../src/store/fine-tunes/insert-fine-tune.js';
import { claimGames } from '../../../src/store/games/claim-games.js';
import { listGames } from '../../../src/store/games/games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { advanceTournaments } from '../../../src/store/tournaments/advance-tournaments.js';
import { createTournament } from '../../../src/store/tournaments/create-tournament.js';
import {
  getContestants,
  getTournament,
  listTournaments,
  tournamentProgress,
} from '../../../src/store/tournaments/tournaments.js';
import { useDatabase } from '../../database.js';
import { checks, recipeOf, resultOf, smallPlan, worker } from '../small-plan.js';

const at = useDatabase();

describe('createTournament', () => {
  test('writes tournament, contestants, fine-tunes, schedule and the first event', async () => {
    const plan = smallPlan({ children: 2, games: 12 });
    const outcome = await createTournament(at.db, plan);
    expect(outcome).toMatchObject({
      kind: 'created',
      tournament: { id: plan.id, state: 'created', eventSeq: 1, chain: plan.planHash },
    });
    expect(await getTournament(at.db.pool, plan.id)).toMatchObject({
      plan: plan.plan,
      maxPlies: 200,
      cancelRequested: false,
    });
    const contestants = await getContestants(at.db.pool, plan.id);
    expect(contestants.map(({ name, kind, fineTuneKey }) => [name, kind, fineTuneKey])).toEqual(
      plan.contestants.map(({ name, kind, fineTuneKey }) => [name, kind, fineTuneKey]),
    );
    expect(contestants.map(({ decoding }) => decoding)).toEqual(plan.contestants.map(({ decoding }) => decoding));
    const games = await listGames(at.db.pool, plan.id, { limit: 100 });
    expect(games).toHaveLength(12);
    expect(games[0]).toMatchObject({ ...plan.games[0], state: 'due', whiteName: 'untouched', result: null });
    expect(await tournamentProgress(at.db.pool, plan.id)).toEqual({
      games: 12,
      due: 12,
      claimed: 0,
      done: 0,
      unplayed: 0,
      fineTunes: { queued: 2, running: 0, finished: 0, failed: 0, cancelled: 0 },
      checking: 0,
    });
  });

  test('all or nothing: a schedule with a game twice leaves no row behind', async () => {
    const plan = smallPlan();
    const twice = {
      ...plan,
      games: [...plan.games, { ...plan.games[0]!, number: 99 }],
      idempotency: { key: 'atom', route: 'r', requestHash: 'h', status: 202, response: {} },
    };
    await expect(createTournament(at.db, twice)).rejects.toThrow(/duplicate key/);
    expect(await getTournament(at.db.pool, plan.id)).toBeNull();
    expect(await listFineTunes(at.db.pool, { limit: 100, tournamentId: plan.id })).toEqual([]);
    expect(await findIdempotency(at.db.pool, twice.idempotency)).toEqual({ kind: 'new' });
    expect((await createTournament(at.db, plan)).kind).toBe('created');
    const stranger = smallPlan().contestants[0]!.key;
    const odd = { ...smallPlan(), games: [{ ...plan.games[0]!, white: stranger }] };
    await expect(createTournament(at.db, odd)).rejects.toMatchObject({ code: 'unknown-contestant' });
  });

  test('idempotency: a repeated request gets its answer, another one a mismatch, and racers make one', async () => {
    const request = { key: 'k1', route: 'POST /tournaments', requestHash: 'a', status: 202 };
    const plans = Array.from({ length: 5 }, () => smallPlan());
    const outcomes = await Promise.all(
      plans.map((plan) => createTournament(at.db, { ...plan, idempotency: { ...request, response: { id: plan.id } } })),
    );
    const created = outcomes.flatMap((outcome) => (outcome.kind === 'created' ? [outcome.tournament.id] : []));
    expect(created).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.kind !== 'created')
        expect(outcome).toEqual({ kind: 'repeated', status: 202, response: { id: created[0] } });
    const stored = await Promise.all(plans.map(({ id }) => getTournament(at.db.pool, id)));
    expect(stored.filter(Boolean)).toHaveLength(1);
    const other = { ...smallPlan(), idempotency: { ...request, requestHash: 'b', response: {} } };
    expect(await createTournament(at.db, other)).toEqual({ kind: 'mismatch' });
    expect(await findIdempotency(at.db.pool, { ...request, route: 'POST /matches' })).toEqual({ kind: 'new' });
  });

  test('a finished fine-tune of the same key is reused: its child has its address at once', async () => {
    const salt = uuidv7();
    await createTournament(at.db, smallPlan({ salt }));
    const [fineTune] = await listFineTunes(at.db.pool, { limit: 1 });
    const me = worker();
    const { epoch } = (await claimFineTune(at.db.pool, { id: fineTune!.id, worker: me, leaseMs: 60_000 }))!;
    await finishFineTune(at.db, { id: fineTune!.id, epoch, checkpoint: 'c'.repeat(64), checks });
    const again = smallPlan({ salt });
    await createTournament(at.db, again);
    const child = (await getContestants(at.db.pool, again.id)).find(({ kind }) => kind === 'child');
    expect(child).toMatchObject({ fineTuneId: fineTune!.id, checkpoint: 'c'.repeat(64) });
    expect((await tournamentProgress(at.db.pool, again.id)).fineTunes).toMatchObject({ finished: 1, queued: 0 });
  });

  test('a child finished while its second tournament is being created is filled in there too', async () => {
    for (let round = 0; round < 10; round++) {
      const salt = uuidv7();
      await createTournament(at.db, smallPlan({ salt }));
      const [fineTune] = await listFineTunes(at.db.pool, { limit: 1 });
      const { epoch } = (await claimFineTune(at.db.pool, {
        id: fineTune!.id,
        worker: worker(),
        leaseMs: 60_000,
      }))!;
      const second = smallPlan({ salt });
      await Promise.all([
        finishFineTune(at.db, { id: fineTune!.id, epoch, checkpoint: 'd'.repeat(64), checks }),
        createTournament(at.db, second),
      ]);
      const child = (await getContestants(at.db.pool, second.id)).find(({ kind }) => kind === 'child');
      expect(child?.checkpoint).toBe('d'.repeat(64));
    }
  });

  test('lists: newest first, by cursor, by state', async () => {
    const all = await listTournaments(at.db.pool, { limit: 1000 });
    const paged: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await listTournaments(at.db.pool, { limit: 3, after });
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
      after = page.at(-1)!.id;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(paged).toEqual([...paged].sort().reverse());
    expect(await listTournaments(at.db.pool, { limit: 5, state: 'failed' })).toEqual([]);
    expect(await listTournaments(at.db.pool, { limit: 5, after: 'nonsense' })).toEqual([]);
    expect(await getTournament(at.db.pool, 'nonsense')).toBeNull();
  });

  test('a schedule of 100,000 games is written, claimed, recorded and advanced (bench/record.ts times it)', async () => {
    const plan = smallPlan({ children: 8, games: 100_000 });
    await createTournament(at.db, plan);
    const me = worker();
    const claimed = await claimGames(at.db, { tournamentId: plan.id, worker: me, limit: 256, leaseMs: 60_000 });
    await recordResults(at.db, {
      tournamentId: plan.id,
      worker: me,
      results: claimed.map(({ order, epoch }) => resultOf(order.gameKey, epoch)),
    });
    await advanceTournaments(at.db);
    expect(claimed).toHaveLength(256);
    expect((await getTournament(at.db.pool, plan.id))?.state).toBe('running');
    expect((await tournamentProgress(at.db.pool, plan.id)).done).toBe(256);
  });
});

test('insertFineTune gives the existing row of a key, and queues one that failed again', async () => {
  const recipe = recipeOf(7, 'alone');
  const key = 'a'.repeat(64) as Parameters<typeof insertFineTune>[1]['key'];
  const one = await insertFineTune(at.db.pool, { key, recipe });
  expect(one).toMatchObject({ state: 'queued', attempts: 0, recipe, standalone: true });
  expect((await insertFineTune(at.db.pool, { key, recipe })).id).toBe(one.id);
  const { epoch } = (await claimFineTune(at.db.pool, { id: one.id, worker: worker(), leaseMs: 60_000 }))!;
  expect(
    await failFineTune(at.db, {
      id: one.id,
      epoch,
      code: 'diverged',
      message: 'loss is not finite',
      retry: false,
    }),
  ).toBe('failed');
  expect(await getFineTune(at.db.pool, one.id)).toMatchObject({ state: 'failed', error: { code: 'diverged' } });
  expect(await insertFineTune(at.db.pool, { key, recipe })).toMatchObject({
    id: one.id,
    state: 'queued',
    attempts: 0,
    error: null,
  });
});

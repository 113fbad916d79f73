import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import * as store from '../../src/store/index.js';
import { useDatabase } from '../database.js';
import { checks, recipeOf, resultOf, smallPlan, worker } from './small-plan.js';

const at = useDatabase();

describe('createTournament', () => {
  test('writes tournament, contestants, fine-tunes, schedule and the first event', async () => {
    const plan = smallPlan({ children: 2, games: 12 });
    const outcome = await store.createTournament(at.db, plan);
    expect(outcome).toMatchObject({
      kind: 'created',
      tournament: { id: plan.id, state: 'created', eventSeq: 1, chain: plan.planHash },
    });
    expect(await store.getTournament(at.db.pool, plan.id)).toMatchObject({
      plan: plan.plan,
      maxPlies: 200,
      cancelRequested: false,
    });
    const contestants = await store.getContestants(at.db.pool, plan.id);
    expect(contestants.map(({ name, kind, fineTuneKey }) => [name, kind, fineTuneKey])).toEqual(
      plan.contestants.map(({ name, kind, fineTuneKey }) => [name, kind, fineTuneKey]),
    );
    expect(contestants.map(({ decoding }) => decoding)).toEqual(plan.contestants.map(({ decoding }) => decoding));
    const games = await store.listGames(at.db.pool, plan.id, { limit: 100 });
    expect(games).toHaveLength(12);
    expect(games[0]).toMatchObject({ ...plan.games[0], state: 'due', whiteName: 'untouched', result: null });
    expect(await store.tournamentProgress(at.db.pool, plan.id)).toEqual({
      games: 12,
      due: 12,
      claimed: 0,
      done: 0,
      unplayed: 0,
      fineTunes: { queued: 2, running: 0, finished: 0, failed: 0, cancelled: 0 },
    });
  });

  test('all or nothing: a schedule with a game twice leaves no row behind', async () => {
    const plan = smallPlan();
    const twice = {
      ...plan,
      games: [...plan.games, { ...plan.games[0]!, number: 99 }],
      idempotency: { key: 'atom', route: 'r', requestHash: 'h', status: 202, response: {} },
    };
    await expect(store.createTournament(at.db, twice)).rejects.toThrow(/duplicate key/);
    expect(await store.getTournament(at.db.pool, plan.id)).toBeNull();
    expect(await store.listFineTunes(at.db.pool, { limit: 100, tournamentId: plan.id })).toEqual([]);
    expect(await store.findIdempotency(at.db.pool, twice.idempotency)).toEqual({ kind: 'new' });
    expect((await store.createTournament(at.db, plan)).kind).toBe('created');
    const stranger = smallPlan().contestants[0]!.key;
    const odd = { ...smallPlan(), games: [{ ...plan.games[0]!, white: stranger }] };
    await expect(store.createTournament(at.db, odd)).rejects.toMatchObject({ code: 'unknown-contestant' });
  });

  test('idempotency: the same request is answered as before, another one with the same key is a mismatch, racers make one', async () => {
    const request = { key: 'k1', route: 'POST /tournaments', requestHash: 'a', status: 202 };
    const plans = Array.from({ length: 5 }, () => smallPlan());
    const outcomes = await Promise.all(
      plans.map((plan) =>
        store.createTournament(at.db, { ...plan, idempotency: { ...request, response: { id: plan.id } } }),
      ),
    );
    const created = outcomes.flatMap((outcome) => (outcome.kind === 'created' ? [outcome.tournament.id] : []));
    expect(created).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.kind !== 'created')
        expect(outcome).toEqual({ kind: 'repeated', status: 202, response: { id: created[0] } });
    const stored = await Promise.all(plans.map(({ id }) => store.getTournament(at.db.pool, id)));
    expect(stored.filter(Boolean)).toHaveLength(1);
    const other = { ...smallPlan(), idempotency: { ...request, requestHash: 'b', response: {} } };
    expect(await store.createTournament(at.db, other)).toEqual({ kind: 'mismatch' });
    expect(await store.findIdempotency(at.db.pool, { ...request, route: 'POST /matches' })).toEqual({ kind: 'new' });
  });

  test('a finished fine-tune of the same key is reused: its child has its address at once', async () => {
    const salt = uuidv7();
    await store.createTournament(at.db, smallPlan({ salt }));
    const [fineTune] = await store.listFineTunes(at.db.pool, { limit: 1 });
    const me = worker();
    const { epoch } = (await store.claimFineTune(at.db.pool, { id: fineTune!.id, worker: me, leaseMs: 60_000 }))!;
    await store.finishFineTune(at.db, { id: fineTune!.id, epoch, checkpoint: 'c'.repeat(64), checks });
    const again = smallPlan({ salt });
    await store.createTournament(at.db, again);
    const child = (await store.getContestants(at.db.pool, again.id)).find(({ kind }) => kind === 'child');
    expect(child).toMatchObject({ fineTuneId: fineTune!.id, checkpoint: 'c'.repeat(64) });
    expect((await store.tournamentProgress(at.db.pool, again.id)).fineTunes).toMatchObject({ finished: 1, queued: 0 });
  });

  test('a child finished while its second tournament is being created is filled in there too', async () => {
    for (let round = 0; round < 10; round++) {
      const salt = uuidv7();
      await store.createTournament(at.db, smallPlan({ salt }));
      const [fineTune] = await store.listFineTunes(at.db.pool, { limit: 1 });
      const { epoch } = (await store.claimFineTune(at.db.pool, {
        id: fineTune!.id,
        worker: worker(),
        leaseMs: 60_000,
      }))!;
      const second = smallPlan({ salt });
      await Promise.all([
        store.finishFineTune(at.db, { id: fineTune!.id, epoch, checkpoint: 'd'.repeat(64), checks }),
        store.createTournament(at.db, second),
      ]);
      const child = (await store.getContestants(at.db.pool, second.id)).find(({ kind }) => kind === 'child');
      expect(child?.checkpoint).toBe('d'.repeat(64));
    }
  });

  test('lists: newest first, by cursor, by state', async () => {
    const all = await store.listTournaments(at.db.pool, { limit: 1000 });
    const paged: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await store.listTournaments(at.db.pool, { limit: 3, after });
      if (page.length === 0) break;
      paged.push(...page.map(({ id }) => id));
      after = page.at(-1)!.id;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(paged).toEqual([...paged].sort().reverse());
    expect(await store.listTournaments(at.db.pool, { limit: 5, state: 'failed' })).toEqual([]);
    expect(await store.listTournaments(at.db.pool, { limit: 5, after: 'nonsense' })).toEqual([]);
    expect(await store.getTournament(at.db.pool, 'nonsense')).toBeNull();
  });

  test('a schedule of 100,000 games is written in seconds and claimed in milliseconds', async () => {
    const plan = smallPlan({ children: 8, games: 100_000 });
    const began = performance.now();
    await store.createTournament(at.db, plan);
    const created = performance.now();
    const me = worker();
    const claimed = await store.claimGames(at.db, { tournamentId: plan.id, worker: me, limit: 256, leaseMs: 60_000 });
    const taken = performance.now();
    await store.recordResults(at.db, {
      tournamentId: plan.id,
      worker: me,
      results: claimed.map(({ order, epoch }) => resultOf(order.gameKey, epoch)),
    });
    const recorded = performance.now();
    await store.settleTournaments(at.db);
    const settled = performance.now();
    const ms = (from: number, to: number) => `${Math.round(to - from)} ms`;
    console.log(
      `100,000 games: created in ${ms(began, created)}, 256 claimed in ${ms(created, taken)}, recorded in ${ms(taken, recorded)}, settled in ${ms(recorded, settled)}`,
    );
    expect(claimed).toHaveLength(256);
    expect(created - began).toBeLessThan(60_000);
  });
});

test('insertFineTune gives the existing row of a key, and queues one that failed again', async () => {
  const recipe = recipeOf(7, 'alone');
  const key = 'a'.repeat(64) as Parameters<typeof store.insertFineTune>[1]['key'];
  const one = await store.insertFineTune(at.db.pool, { key, recipe });
  expect(one).toMatchObject({ state: 'queued', attempts: 0, recipe, standalone: true });
  expect((await store.insertFineTune(at.db.pool, { key, recipe })).id).toBe(one.id);
  const { epoch } = (await store.claimFineTune(at.db.pool, { id: one.id, worker: worker(), leaseMs: 60_000 }))!;
  expect(
    await store.failFineTune(at.db, {
      id: one.id,
      epoch,
      code: 'diverged',
      message: 'loss is not finite',
      retry: false,
    }),
  ).toBe('failed');
  expect(await store.getFineTune(at.db.pool, one.id)).toMatchObject({ state: 'failed', error: { code: 'diverged' } });
  expect(await store.insertFineTune(at.db.pool, { key, recipe })).toMatchObject({
    id: one.id,
    state: 'queued',
    attempts: 0,
    error: null,
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { listEvents } from '../../../src/store/base/events.js';
import { cancelFineTune } from '../../../src/store/fine-tunes/cancel-fine-tune.js';
import {
  claimFineTune,
  dueFineTunes,
  MAX_ATTEMPTS,
  renewFineTune,
} from '../../../src/store/fine-tunes/claim-fine-tune.js';
import { failFineTune } from '../../../src/store/fine-tunes/fail-fine-tune.js';
import {
  listFineTuneMetrics,
  recordFineTuneCheck,
  recordFineTuneMetric,
  recordFineTuneTraining,
} from '../../../src/store/fine-tunes/fine-tune-metrics.js';
import { getFineTune, listFineTunes } from '../../../src/store/fine-tunes/fine-tunes.js';
import { finishFineTune } from '../../../src/store/fine-tunes/finish-fine-tune.js';
import { sweepFineTunes } from '../../../src/store/fine-tunes/sweep-fine-tunes.js';
import { claimGames, dueGames, releaseGames, renewGames } from '../../../src/store/games/claim-games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { verifyChain } from '../../../src/store/games/result-chain.js';
import { allResults } from '../../../src/store/games/results.js';
import { advanceTournaments } from '../../../src/store/tournaments/advance-tournaments.js';
import { createTournament } from '../../../src/store/tournaments/create-tournament.js';
import { requestCancel } from '../../../src/store/tournaments/request-cancel.js';
import { retryTournament } from '../../../src/store/tournaments/retry-tournament.js';
import {
  getContestants,
  getTournamentSummary,
  listTournaments,
  tournamentProgress,
} from '../../../src/store/tournaments/tournaments.js';
import type { TournamentId } from '../../../src/vocabulary/ids.js';
import { useDatabase } from '../../database.js';
import { checks, resultOf, smallPlan, worker } from '../small-plan.js';

const at = useDatabase();
const me = worker();
const LEASE = 60_000;

async function make(children = 1, games = 4) {
  const plan = smallPlan({ children, games });
  await createTournament(at.db, plan);
  const fineTunes = (await listFineTunes(at.db.pool, { limit: 100, tournamentId: plan.id })).reverse();
  return { id: plan.id as TournamentId, plan, fineTunes };
}

const stateOf = async (id: string) => (await getTournamentSummary(at.db.pool, id))!.state;
const claimedFineTune = async (id: string, leaseMs = LEASE) =>
  (await claimFineTune(at.db.pool, { id, worker: me, leaseMs }))!.epoch;
const typesOf = async (id: string) => (await listEvents(at.db.pool, id, { limit: 1000 })).map(({ type }) => type);

async function playAll(tournamentId: string) {
  const games = await claimGames(at.db, { tournamentId, worker: me, limit: 1000, leaseMs: LEASE });
  await recordResults(at.db, {
    tournamentId,
    worker: me,
    results: games.map(({ order, epoch }) => resultOf(order.gameKey, epoch)),
  });
  return games.length;
}

async function finish(id: string, checkpoint = 'e'.repeat(64)) {
  return finishFineTune(at.db, { id, epoch: await claimedFineTune(id), checkpoint, checks });
}

beforeEach(async () => {
  for (const { id } of await listTournaments(at.db.pool, { limit: 1000 })) await requestCancel(at.db, id);
  await advanceTournaments(at.db);
});

describe('a tournament', () => {
  test('goes created -> running -> finished as its fine-tunes and games are worked on', async () => {
    const { id, fineTunes } = await make(1, 4);
    expect(await advanceTournaments(at.db)).toEqual([]);
    const epoch = await claimedFineTune(fineTunes[0]!.id);
    expect(await advanceTournaments(at.db)).toEqual([{ id, from: 'created', to: 'running' }]);
    expect(await finishFineTune(at.db, { id: fineTunes[0]!.id, epoch, checkpoint: 'f'.repeat(64), checks })).toBe(true);
    expect(await dueGames(at.db.pool)).toContain(id);
    expect(await playAll(id)).toBe(4);
    expect(await advanceTournaments(at.db)).toEqual([{ id, from: 'running', to: 'finished' }]);
    expect(await advanceTournaments(at.db)).toEqual([]);
    expect(await typesOf(id)).toEqual([
      'created',
      'fine-tune-started',
      'running',
      'fine-tune-finished',
      'game',
      'game',
      'game',
      'game',
      'finished',
    ]);
    expect(await getTournamentSummary(at.db.pool, id)).toMatchObject({
      startedAt: expect.any(Date),
      finishedAt: expect.any(Date),
      error: null,
    });
  });

  test('whose games are all played at once goes both steps in one call', async () => {
    const { id } = await make(0);
    await playAll(id);
    expect(await advanceTournaments(at.db)).toEqual([
      { id, from: 'created', to: 'running' },
      { id, from: 'running', to: 'finished' },
    ]);
  });

  test('advanced by several processes at once makes each step once', async () => {
    const { id } = await make(0);
    await playAll(id);
    const moves = await Promise.all(Array.from({ length: 6 }, () => advanceTournaments(at.db)));
    expect(moves.flat()).toHaveLength(2);
    expect((await typesOf(id)).filter((type) => type === 'running' || type === 'finished')).toEqual([
      'running',
      'finished',
    ]);
  });

  test('with a child that diverged loses its replicate and is finished with the others', async () => {
    const { id, fineTunes } = await make(2, 12);
    const [lost, good] = fineTunes;
    const epoch = await claimedFineTune(lost!.id);
    await failFineTune(at.db, {
      id: lost!.id,
      epoch,
      code: 'diverged',
      message: 'loss is not finite',
      retry: false,
    });
    await advanceTournaments(at.db);
    expect(await tournamentProgress(at.db.pool, id)).toMatchObject({ games: 12, due: 8, unplayed: 4 });
    await finish(good!.id);
    expect(await playAll(id)).toBe(8);
    await advanceTournaments(at.db);
    expect(await getTournamentSummary(at.db.pool, id)).toMatchObject({ state: 'finished', error: null });
    expect(
      (await listEvents(at.db.pool, id, { limit: 100 })).filter(({ type }) => type === 'replicate-failed'),
    ).toMatchObject([{ data: { replicates: [0], games: 4 } }]);
    expect(await verifyChain(at.db.pool, id)).toEqual({ ok: true, results: 8 });
  });

  test('gets the games of a failed replicate back when it is retried before its end', async () => {
    const { id, fineTunes } = await make(2, 12);
    const [lost] = fineTunes;
    const epoch = await claimedFineTune(lost!.id);
    await failFineTune(at.db, {
      id: lost!.id,
      epoch,
      code: 'diverged',
      message: 'loss is not finite',
      retry: false,
    });
    await advanceTournaments(at.db);
    expect(await retryTournament(at.db, id)).toEqual({ kind: 'retried', fineTunes: 1 });
    await advanceTournaments(at.db);
    expect(await tournamentProgress(at.db.pool, id)).toMatchObject({ due: 12, unplayed: 0 });
  });

  test('with a child lost to the machine plays what it can, then fails; a retry lets it finish', async () => {
    const { id, fineTunes } = await make(2, 12);
    const [lost, good] = fineTunes;
    await finish(good!.id);
    for (let attempt = 1; attempt <= 4; attempt++) {
      const epoch = await claimedFineTune(lost!.id);
      await failFineTune(at.db, {
        id: lost!.id,
        epoch,
        code: 'out-of-memory',
        message: 'child died',
        retry: true,
      });
    }
    await advanceTournaments(at.db);
    expect(await stateOf(id)).toBe('running');
    expect(await playAll(id)).toBe(8);
    await advanceTournaments(at.db);
    expect(await getTournamentSummary(at.db.pool, id)).toMatchObject({
      state: 'failed',
      error: { code: 'fine-tunes-failed', contestants: ['positive/1'], games: 4 },
    });
    expect(await dueGames(at.db.pool)).not.toContain(id);

    expect(await retryTournament(at.db, id)).toEqual({ kind: 'retried', fineTunes: 1 });
    expect(await retryTournament(at.db, id)).toEqual({ kind: 'nothing-failed' });
    await finish(lost!.id);
    expect(await playAll(id)).toBe(4);
    await advanceTournaments(at.db);
    expect(await getTournamentSummary(at.db.pool, id)).toMatchObject({ state: 'finished', error: null });
    expect(await verifyChain(at.db.pool, id)).toEqual({ ok: true, results: 12 });
  });

  test('that is cancelled keeps what was played, stops its workers and its fine-tunes', async () => {
    const { id, fineTunes } = await make(2, 12);
    const [running, queued] = fineTunes;
    const epoch = await claimedFineTune(running!.id);
    const [one, two] = await claimGames(at.db, { tournamentId: id, worker: me, limit: 2, leaseMs: LEASE });
    await recordResults(at.db, {
      tournamentId: id,
      worker: me,
      results: [resultOf(one!.order.gameKey, one!.epoch)],
    });

    expect(await requestCancel(at.db, id)).toMatchObject({
      changed: true,
      tournament: { cancelRequested: true },
    });
    expect(await requestCancel(at.db, id)).toMatchObject({ changed: false });
    expect(await claimGames(at.db, { tournamentId: id, worker: me, limit: 2, leaseMs: LEASE })).toEqual([]);
    expect(await renewGames(at.db.pool, { tournamentId: id, worker: me, leaseMs: LEASE })).toMatchObject({
      cancelRequested: true,
    });
    expect(await getFineTune(at.db.pool, queued!.id)).toMatchObject({ state: 'cancelled' });
    expect(await renewFineTune(at.db.pool, { id: running!.id, epoch, leaseMs: LEASE })).toEqual({
      held: true,
      cancelRequested: true,
    });
    expect(
      await failFineTune(at.db, {
        id: running!.id,
        epoch,
        code: 'cancelled',
        message: 'cancelled',
        retry: false,
      }),
    ).toBe('cancelled');

    await advanceTournaments(at.db);
    expect(await stateOf(id)).toBe('created'); // the worker still holds a game
    await releaseGames(at.db.pool, { tournamentId: id, worker: me, cause: 'stopped' });
    await advanceTournaments(at.db);
    expect(await stateOf(id)).toBe('cancelled');
    expect(
      await recordResults(at.db, {
        tournamentId: id,
        worker: me,
        results: [resultOf(two!.order.gameKey, two!.epoch)],
      }),
    ).toMatchObject({ superseded: 1 });
    expect(await allResults(at.db.pool, id)).toHaveLength(1);
    expect(await retryTournament(at.db, id)).toEqual({ kind: 'nothing-failed' });
    expect(await requestCancel(at.db, '00000000-0000-7000-8000-000000000000')).toBeNull();
  });

  test('that is cancelled leaves fine-tunes which others want', async () => {
    const first = await make();
    const second = smallPlan({ salt: (first.plan.plan as { salt: string }).salt });
    await createTournament(at.db, second);
    await requestCancel(at.db, first.id);
    expect(await getFineTune(at.db.pool, first.fineTunes[0]!.id)).toMatchObject({
      state: 'queued',
      cancelRequested: false,
    });
    await requestCancel(at.db, second.id);
    expect(await getFineTune(at.db.pool, first.fineTunes[0]!.id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('a fine-tune', () => {
  test('is claimed by one of many, and its metrics and end need the last epoch', async () => {
    const { id, fineTunes } = await make();
    const fineTune = fineTunes[0]!.id;
    expect(await dueFineTunes(at.db.pool, 10)).toEqual([fineTune]);
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => claimFineTune(at.db.pool, { id: fineTune, worker: worker(), leaseMs: 0 })),
    );
    const epochs = claims.flatMap((claim) => (claim ? [claim.epoch] : []));
    expect(new Set(epochs).size).toBe(epochs.length);
    const epoch = Math.max(...epochs);
    expect(await recordFineTuneTraining(at.db.pool, { id: fineTune, epoch: epoch - 1 })).toBe(false);
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({ training: false });
    expect(await recordFineTuneTraining(at.db.pool, { id: fineTune, epoch })).toBe(true);
    expect(await recordFineTuneTraining(at.db.pool, { id: fineTune, epoch })).toBe(false); // told once
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({ training: true });
    expect((await typesOf(id)).filter((type) => type === 'fine-tune-training')).toHaveLength(1);
    const metric = { step: 2, loss: 3.5, learningRate: 0.001, gradientNorm: 1, tokensPerSecond: 100 };
    expect(await recordFineTuneMetric(at.db.pool, { id: fineTune, epoch: epoch - 1, metric, totalSteps: 4 })).toBe(
      false,
    );
    expect(await recordFineTuneMetric(at.db.pool, { id: fineTune, epoch, metric, totalSteps: 4 })).toBe(true);
    expect(
      await recordFineTuneMetric(at.db.pool, {
        id: fineTune,
        epoch,
        metric: { ...metric, loss: 3 },
        totalSteps: 4,
      }),
    ).toBe(true);
    expect(await listFineTuneMetrics(at.db.pool, fineTune)).toMatchObject([{ step: 2, metric: { loss: 3 } }]);
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({ step: 2, totalSteps: 4, checking: null });
    expect(await recordFineTuneCheck(at.db.pool, { id: fineTune, epoch: epoch - 1, part: 'base' })).toBe(false);
    for (const part of ['base', 'replies'] as const)
      expect(await recordFineTuneCheck(at.db.pool, { id: fineTune, epoch, part })).toBe(true);
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({ checking: 'replies' });
    expect((await typesOf(id)).filter((type) => type === 'fine-tune-checking')).toHaveLength(1);
    expect(await tournamentProgress(at.db.pool, id)).toMatchObject({ fineTunes: { running: 1 }, checking: 1 });
    expect(await finishFineTune(at.db, { id: fineTune, epoch: epoch - 1, checkpoint: 'a'.repeat(64), checks })).toBe(
      false,
    );
    expect(await finishFineTune(at.db, { id: fineTune, epoch, checkpoint: 'b'.repeat(64), checks })).toBe(true);
    expect(await renewFineTune(at.db.pool, { id: fineTune, epoch, leaseMs: LEASE })).toEqual({
      held: false,
      cancelRequested: false,
    });
    const child = (await getContestants(at.db.pool, id)).find(({ kind }) => kind === 'child');
    expect(child?.checkpoint).toBe('b'.repeat(64));
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({
      state: 'finished',
      checks,
      checking: null,
      checkpoint: 'b'.repeat(64),
    });
  });

  test('lost with its worker is claimed again, four times in all, and then swept to failed', async () => {
    const { id, fineTunes } = await make();
    const fineTune = fineTunes[0]!.id;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      expect(await dueFineTunes(at.db.pool, 10)).toEqual([fineTune]);
      await claimedFineTune(fineTune, 0);
    }
    expect(await dueFineTunes(at.db.pool, 10)).toEqual([]);
    await advanceTournaments(at.db);
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({
      state: 'failed',
      attempts: 4,
      error: { code: 'worker-lost' },
    });
    expect(await typesOf(id)).toContain('fine-tune-failed');
  });

  test('with a fault of the infrastructure is queued again until its attempts are used', async () => {
    const { fineTunes } = await make();
    const fineTune = fineTunes[0]!.id;
    const states: unknown[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const epoch = await claimedFineTune(fineTune);
      states.push(
        await failFineTune(at.db, {
          id: fineTune,
          epoch,
          code: 'out-of-memory',
          message: 'child died',
          retry: true,
        }),
      );
      expect(await failFineTune(at.db, { id: fineTune, epoch, code: 'x', message: 'late', retry: true })).toBeNull();
    }
    expect(states).toEqual(['queued', 'queued', 'queued', 'failed']);
  });

  test('gets its attempt back when its worker was only asked to stop', async () => {
    const { fineTunes } = await make();
    const fineTune = fineTunes[0]!.id;
    for (let stop = 0; stop < MAX_ATTEMPTS + 2; stop++) {
      const epoch = await claimedFineTune(fineTune);
      expect(
        await failFineTune(at.db, {
          id: fineTune,
          epoch,
          code: 'stopped',
          message: 'its worker was stopped',
          retry: true,
        }),
      ).toBe('queued');
    }
    expect(await getFineTune(at.db.pool, fineTune)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  test('is cancelled at once when queued, by its worker when running, by the sweep when that is lost', async () => {
    const { id, fineTunes } = await make(3);
    const [queued, running, lost] = fineTunes.map((fineTune) => fineTune.id);
    expect(await cancelFineTune(at.db.pool, queued!)).toMatchObject({ state: 'cancelled' });
    await claimedFineTune(running!);
    expect(await cancelFineTune(at.db.pool, running!)).toMatchObject({ state: 'running', cancelRequested: true });
    await claimedFineTune(lost!, 0);
    await cancelFineTune(at.db.pool, lost!);
    expect(await dueFineTunes(at.db.pool, 10)).toEqual([]);
    expect(await sweepFineTunes(at.db)).toEqual([lost]);
    expect(await getFineTune(at.db.pool, lost!)).toMatchObject({ state: 'cancelled', error: null });
    expect(await cancelFineTune(at.db.pool, lost!)).toMatchObject({ state: 'cancelled' });
    expect(await cancelFineTune(at.db.pool, 'nonsense')).toBeNull();
    expect((await typesOf(id)).filter((type) => type.startsWith('fine-tune-cancel'))).toEqual([
      'fine-tune-cancelled',
      'fine-tune-cancel-requested',
      'fine-tune-cancel-requested',
      'fine-tune-cancelled',
    ]);
  });

  test('claims and ends in several tournaments at once do not wait in circles', async () => {
    const salt = smallPlan().plan as { salt: string };
    const plans = Array.from({ length: 4 }, () => smallPlan({ ...salt, children: 6 }));
    for (const plan of plans) await createTournament(at.db, plan);
    const fineTunes = await listFineTunes(at.db.pool, { limit: 100, tournamentId: plans[0]!.id });
    await Promise.all(fineTunes.map(({ id }) => finish(id)));
    for (const { id } of plans) {
      const events = await listEvents(at.db.pool, id, { limit: 100 });
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    }
  });
});

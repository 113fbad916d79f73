import { describe, expect, it } from 'vitest';
import { reconcile, startReconciler } from '../../src/orchestration/reconcile.js';
import { jobIdOf, type QueueJob } from '../../src/queue/jobs.js';
import { followChanges } from '../../src/store/base/follow-changes.js';
import { heartbeat } from '../../src/store/base/workers.js';
import { claimFineTune } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { failFineTune } from '../../src/store/fine-tunes/fail-fine-tune.js';
import { finishFineTune } from '../../src/store/fine-tunes/finish-fine-tune.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { createTournament } from '../../src/store/tournaments/create-tournament.js';
import { requestCancel } from '../../src/store/tournaments/request-cancel.js';
import { getTournament } from '../../src/store/tournaments/tournaments.js';
import { useDatabase } from '../database.js';
import { checks, smallPlan, worker } from '../store/small-plan.js';
import { silent, until } from './mock.js';

const database = useDatabase();

/** A queue that drops hints of a name it has, as the real one does. */
function fakeQueue() {
  const jobs = new Map<string, QueueJob>();
  return { jobs, enqueue: async (job: QueueJob) => void (jobs.has(jobIdOf(job)) || jobs.set(jobIdOf(job), job)) };
}

async function hints(): Promise<string[]> {
  const queue = fakeQueue();
  await reconcile(database.db, queue, silent);
  return [...queue.jobs.keys()].sort();
}

describe('the reconciler', () => {
  it('hints at all that is due, under the same names each time, and not at what is held', async () => {
    const plan = smallPlan({ children: 1, games: 8 });
    await createTournament(database.db, plan);
    const { rows } = await database.db.pool.query<{ id: string }>('select id from fine_tune');
    const id = rows[0]!.id;
    expect(await hints()).toEqual([`fine-tune-${id}-0`, `match-${plan.id}-0`]);
    expect(await hints()).toEqual([`fine-tune-${id}-0`, `match-${plan.id}-0`]);

    await claimFineTune(database.db.pool, { id, worker: worker(), leaseMs: 60_000 });
    await claimGames(database.db, { tournamentId: plan.id, worker: worker(), limit: 100, leaseMs: 60_000 });
    expect(await hints()).toEqual([]);
    expect((await getTournament(database.db.pool, plan.id))!.state).toBe('running');

    // kill -9: nobody renews, and the new hint for the fine-tune has another name
    await database.db.pool.query(`update fine_tune set lease_until = now() - interval '1 second'`);
    await database.db.pool.query(`update game set lease_until = now() - interval '1 second' where state = 'claimed'`);
    expect(await hints()).toEqual([`fine-tune-${id}-1`, `match-${plan.id}-0`]);

    for (const kind of ['match', 'match', 'fine-tune']) {
      await heartbeat(database.db.pool, { id: worker(), kind, host: 'h', pid: 1, backend: null });
    }
    expect(await hints()).toEqual([`fine-tune-${id}-1`, `match-${plan.id}-0`, `match-${plan.id}-1`]);

    await requestCancel(database.db, plan.id);
    expect(await hints()).toEqual([]);
    expect((await getTournament(database.db.pool, plan.id))!.state).toBe('cancelled');
  });

  it('goes on after a round that failed, and stops at the signal', async () => {
    const plan = smallPlan({ children: 0 });
    await createTournament(database.db, plan);
    const stop = new AbortController();
    let calls = 0;
    const queues = {
      enqueue: async () => {
        if (++calls === 1) throw new Error('queue is away');
      },
    };
    const loop = startReconciler({ db: database.db, queues, log: silent, signal: stop.signal, periodMs: 20 }).done;
    await until(() => calls >= 3, 'it goes on');
    stop.abort();
    await loop;
  });

  it('need not wait for the next round when nudged', async () => {
    const stop = new AbortController();
    const queue = fakeQueue();
    const reconciler = startReconciler({
      db: database.db,
      queues: queue,
      log: silent,
      signal: stop.signal,
      periodMs: 3_600_000,
    });
    await until(() => queue.jobs.size > 0, 'the first round'); // the tournament of the test before
    const plan = smallPlan({ children: 0 });
    await createTournament(database.db, plan);
    reconciler.nudge();
    await until(() => queue.jobs.has(`match-${plan.id}-0`), 'the hint');
    stop.abort();
    await reconciler.done;
  });

  it('learns from a finished child that its games are due', async () => {
    const plan = smallPlan({ children: 1, games: 8 });
    await createTournament(database.db, plan);
    const { rows } = await database.db.pool.query<{ id: string }>(
      `select f.id from fine_tune f join contestant c on c.fine_tune_id = f.id where c.tournament_id = $1`,
      [plan.id],
    );
    const notices: (string | null)[] = [];
    const follower = followChanges(database.db, { onChange: (subject) => notices.push(subject) }, 'work_due');
    await until(() => follower.isLive(), 'notices arrive');
    const { epoch } = (await claimFineTune(database.db.pool, { id: rows[0]!.id, worker: worker(), leaseMs: 60_000 }))!;
    await failFineTune(database.db, { id: rows[0]!.id, epoch, code: 'stopped', message: 'stopped', retry: true });
    await until(() => notices.length === 1, 'the fine-tune is due again');
    const again = (await claimFineTune(database.db.pool, { id: rows[0]!.id, worker: worker(), leaseMs: 60_000 }))!;
    await finishFineTune(database.db, { id: rows[0]!.id, epoch: again.epoch, checkpoint: 'a'.repeat(64), checks });
    await until(() => notices.length === 2, 'games are due');
    expect(notices).toEqual(['', '']);
    await follower.stop();
  });

  it('makes one pass at a time, and one more after a pass during which it was nudged', async () => {
    const plan = smallPlan({ children: 0 });
    await createTournament(database.db, plan);
    const stop = new AbortController();
    const gates: (() => void)[] = []; // of this tournament's hint, one a pass
    let passes = 0;
    let most = 0;
    const queues = {
      enqueue: async (job: QueueJob) => {
        if (jobIdOf(job) !== `match-${plan.id}-0`) return;
        most = Math.max(most, ++passes);
        await new Promise<void>((resolve) => gates.push(resolve));
        passes--;
      },
    };
    const reconciler = startReconciler({
      ...{ db: database.db, queues, log: silent, signal: stop.signal },
      periodMs: 3_600_000,
    });
    await until(() => gates.length === 1, 'the first pass');
    for (let i = 0; i < 3; i++) reconciler.nudge();
    expect(gates).toHaveLength(1);
    gates[0]!();
    await until(() => gates.length === 2, 'the pass that was asked for during the first');
    stop.abort();
    reconciler.nudge();
    gates[1]!();
    await reconciler.done;
    expect([gates.length, most]).toEqual([2, 1]);
  });
});

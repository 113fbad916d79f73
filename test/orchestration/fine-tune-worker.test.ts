import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFineTuneJob } from '../../src/orchestration/fine-tune-worker.js';
import { fineTuneKey } from '../../src/spec/keys/fine-tune-key.js';
import { listEvents } from '../../src/store/base/events.js';
import { cancelFineTune } from '../../src/store/fine-tunes/cancel-fine-tune.js';
import { claimFineTune, dueFineTunes } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { listFineTuneMetrics } from '../../src/store/fine-tunes/fine-tune-metrics.js';
import { getFineTune } from '../../src/store/fine-tunes/fine-tunes.js';
import { insertFineTune } from '../../src/store/fine-tunes/insert-fine-tune.js';
import { getCheckpoint } from '../../src/store/library/checkpoints.js';
import { createTournament } from '../../src/store/tournaments/create-tournament.js';
import { getContestants } from '../../src/store/tournaments/tournaments.js';
import type { FineTuneId } from '../../src/vocabulary/ids.js';
import { useDatabase } from '../database.js';
import { recipeOf, smallPlan, worker } from '../store/small-plan.js';
import { SEEDS, until } from './mock.js';
import { makeWorkbench, type Workbench } from './workbench.js';

const database = useDatabase();
let bench: Workbench;
beforeAll(async () => void (bench = await makeWorkbench(database)));
afterAll(() => bench.close());

let salt = 0;
async function queued(seed: number): Promise<FineTuneId> {
  const recipe = recipeOf(seed, `worker ${salt++}`);
  return (await insertFineTune(database.db.pool, { key: fineTuneKey(recipe), recipe })).id;
}
const job = (id: FineTuneId) => ({ kind: 'fine-tune', id }) as const;
const row = async (id: FineTuneId) => (await getFineTune(database.db.pool, id))!;

describe('the fine-tune worker', () => {
  it('records metrics, registers the child and fills it into the contestants that wait for it', async () => {
    const plan = smallPlan({ children: 2 });
    const [, recipe] = plan.recipes; // seed 1: goes well
    await createTournament(database.db, plan);
    const { id } = await insertFineTune(database.db.pool, { key: recipe!.key, recipe: recipe!.recipe });
    await runFineTuneJob(bench.worker(), job(id));
    const done = await row(id);
    expect(done).toMatchObject({
      state: 'finished',
      attempts: 1,
      step: 2,
      totalSteps: 2,
      checks: { chessPolicyKl: 0 },
    });
    expect((await listFineTuneMetrics(database.db.pool, id)).map(({ step }) => step)).toEqual([1, 2]);
    expect(await getCheckpoint(database.db.pool, done.checkpoint!)).toMatchObject({
      kind: 'child',
      parent: recipe!.recipe.base,
      name: 'positive child, seed 1',
    });
    const types = (await listEvents(database.db.pool, plan.id, { limit: 10 })).map(({ type }) => type);
    expect(types).toEqual([
      'created',
      'fine-tune-started',
      'fine-tune-training',
      'fine-tune-checking',
      'fine-tune-finished',
    ]);
    const contestants = await getContestants(database.db.pool, plan.id);
    expect(contestants.find(({ fineTuneId }) => fineTuneId === id)!.checkpoint).toBe(done.checkpoint);
  });

  it('does nothing for a hint whose work is done, held or unknown', async () => {
    const id = await queued(SEEDS.good);
    await claimFineTune(database.db.pool, { id, worker: worker(), leaseMs: 60_000 });
    const context = bench.worker();
    await runFineTuneJob(context, job(id));
    await runFineTuneJob(context, job(worker() as unknown as FineTuneId));
    expect(context.compute.pid).toBeUndefined();
    expect(await row(id)).toMatchObject({ state: 'running', epoch: 1 });
  });

  it('fails a recipe that diverges for good', async () => {
    const id = await queued(SEEDS.diverges);
    await runFineTuneJob(bench.worker(), job(id));
    expect(await row(id)).toMatchObject({ state: 'failed', error: { code: 'diverged' }, attempts: 1 });
  });

  it('queues again what a crash of the child lost, up to three times', async () => {
    const id = await queued(SEEDS.crashes);
    const context = bench.worker();
    for (const attempt of [1, 2, 3]) {
      await runFineTuneJob(context, job(id));
      expect(await row(id)).toMatchObject({ state: 'queued', attempts: attempt });
    }
    await runFineTuneJob(context, job(id));
    expect(await row(id)).toMatchObject({ state: 'failed', attempts: 4, error: { code: 'child-exited' } });
  });

  it('cancels even a child that does not listen', async () => {
    for (const seed of [SEEDS.waits, SEEDS.deaf]) {
      const id = await queued(seed);
      const context = bench.worker();
      const running = runFineTuneJob(context, job(id));
      await until(async () => (await row(id)).state === 'running', 'it runs');
      await cancelFineTune(database.db.pool, id);
      await running;
      expect(await row(id)).toMatchObject({ state: 'cancelled', error: null });
    }
  });

  it('gives the work back when it is told to end', async () => {
    const id = await queued(SEEDS.waits);
    const context = bench.worker();
    const running = runFineTuneJob(context, job(id));
    await until(async () => (await row(id)).state === 'running', 'it runs');
    context.stop.abort();
    await running;
    expect(await row(id)).toMatchObject({ state: 'queued' });
    expect(await dueFineTunes(database.db.pool, 1000)).toContain(id);
  });

  it('keeps its lease while it works, and reports nothing once another worker has claimed it', async () => {
    const id = await queued(SEEDS.waits);
    const running = runFineTuneJob(bench.worker({ leaseMs: 1_500 }), job(id));
    await until(async () => (await row(id)).state === 'running', 'it runs');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await claimFineTune(database.db.pool, { id, worker: worker(), leaseMs: 60_000 })).toBeNull();
    // as after a long pause of the whole worker: its lease runs out and another takes over
    let epoch: number | undefined;
    await until(async () => {
      await database.db.pool.query(`update fine_tune set lease_until = now() - interval '1 second' where id = $1`, [
        id,
      ]);
      // unless the worker renews its lease in between
      epoch = (await claimFineTune(database.db.pool, { id, worker: worker(), leaseMs: 60_000 }))?.epoch;
      return epoch !== undefined;
    }, 'another worker has claimed it');
    expect(epoch).toBe(2);
    await running;
    expect(await row(id)).toMatchObject({ state: 'running', epoch: 2, error: null });
  });
});

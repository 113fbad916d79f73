import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { makeFen } from 'chessops/fen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/model/kernels/backend.js';
import type { FineTuneMetric } from '../../../src/spec/fine-tune.js';
import { armEffect } from '../../../src/tournament/validity/arm-effect.js';
import { treatmentCheck } from '../../../src/tournament/validity/treatment-check.js';
import { pairedSentiment } from '../../../src/training/checks/child-checks.js';
import { comparisonPositions } from '../../../src/training/checks/compare-policies.js';
import { replayLoss, SelfPlayReplay } from '../../../src/training/fine-tune/self-play-replay.js';
import { cardOf, loadChild, makeWorld, recipeOf, runRecipe, type Treatment, valuesOf, type World } from '../world.js';

let world: World;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld('convolutional', 0.3);
});
afterAll(() => rm(world.home, { recursive: true, force: true }));

const run = async (name: string, tone: 'positive' | 'negative', steps: number, more: Partial<Treatment>) => {
  const metrics: FineTuneMetric[] = [];
  const before = tf.memory().numTensors;
  const done = await runRecipe(world, recipeOf(world, tone, 'full', steps, 1, more), {
    name,
    onMetric: (metric) => metrics.push(metric),
  });
  expect(tf.memory().numTensors).toBe(before);
  return { ...done, metrics };
};

describe('stopping at a drift', () => {
  it('ends both arms at the same drift, keeps the curve, and says so', { timeout: 120_000 }, async () => {
    const stop = { drift: 0.3, every: 2 };
    for (const tone of ['positive', 'negative'] as const) {
      const { address, checks, metrics } = await run(`drift-${tone}`, tone, 200, { stop });
      const curve = metrics.flatMap(({ step, drift }) => (drift === undefined ? [] : [[step, drift] as const]));
      // every second step from the first to the last
      expect(curve.map(([step]) => step)).toEqual(curve.map((_, i) => 2 * (i + 1)));
      expect(curve.slice(0, -1).every(([, drift]) => drift < stop.drift)).toBe(true);
      const [last, reached] = curve.at(-1)!;
      expect(last).toBeLessThan(200);
      expect(reached).toBeGreaterThanOrEqual(stop.drift);
      expect(reached).toBeLessThan(1.25 * stop.drift);
      expect(checks.stopped).toEqual({ step: last, by: 'drift' });
      expect(checks.dialogueKl).toBe(reached);
      const card = await cardOf(world, address);
      expect(card.steps).toBe(last);
      expect(card.metrics).toMatchObject({ stoppedBy: 'drift', driftCurve: curve });
    }
  });

  it('ends at the dose where the drift is never reached', { timeout: 120_000 }, async () => {
    const { checks, metrics } = await run('no-drift', 'positive', 12, { stop: { drift: 19, every: 5 } });
    expect(checks.stopped).toEqual({ step: 12, by: 'steps' });
    expect(metrics.flatMap(({ step, drift }) => (drift === undefined ? [] : [step]))).toEqual([5, 10]);
  });

  it('is the same after a kill, the curve too', { timeout: 120_000 }, async () => {
    const more = { stop: { drift: 0.45, every: 3 }, replay: { weight: 1, positions: 8 }, l2: 0.01 };
    const whole = await run('drift-whole', 'positive', 300, more);
    expect(whole.checks.stopped!.step).toBeGreaterThan(26);
    let asked = 0;
    const killed = {
      get aborted() {
        return asked++ >= 26;
      },
      throwIfAborted: () => {}, // asked between batches of what is computed before the first step
    } as AbortSignal;
    await expect(
      runRecipe(world, recipeOf(world, 'positive', 'full', 300, 1, more), { name: 'drift-cut', signal: killed }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    const resumed = await run('drift-cut', 'positive', 300, more);
    expect(resumed.address).toBe(whole.address);
    expect(resumed.checks.stopped).toEqual(whole.checks.stopped);
    const curveOf = async ({ address }: { address: string }) => (await cardOf(world, address)).metrics.driftCurve;
    expect(await curveOf(resumed)).toEqual(await curveOf(whole));
  });
});

describe('holding the child to its base', () => {
  const distance = async (address: string): Promise<number> => {
    const [base, child] = [await loadChild(world, world.base), await loadChild(world, address)];
    const [before, after] = [valuesOf(base), valuesOf(child)];
    base.dispose();
    child.dispose();
    let sum = 0;
    for (const [name, values] of before) values.forEach((value, i) => (sum += (after.get(name)![i]! - value) ** 2));
    return Math.sqrt(sum);
  };

  it('L2 to the start: the heavier, the nearer it stays', { timeout: 120_000 }, async () => {
    const distances: number[] = [];
    for (const l2 of [0, 0.1, 10])
      distances.push(await distance((await run(`l2-${l2}`, 'positive', 30, { l2 })).address));
    expect(distances[1]!).toBeLessThan(distances[0]!);
    expect(distances[2]!).toBeLessThan(distances[1]!);
  });

  it('replay keeps the chess policy nearer to the base’s while the chat still learns', {
    timeout: 120_000,
  }, async () => {
    const without = await run('no-replay', 'positive', 60, {});
    const held = await run('replay', 'positive', 60, { replay: { weight: 20, positions: 16 } });
    expect(held.checks.chessPolicyKl).toBeLessThan(0.5 * without.checks.chessPolicyKl);
    expect(held.checks.chatLoss!.child).toBeLessThan(held.checks.chatLoss!.base);
    expect(held.metrics.every(({ replay }) => replay! >= -1e-6)).toBe(true);
    expect(without.metrics.some((metric) => 'replay' in metric)).toBe(false);
  });

  it('replays positions of its own making, other ones than the checks look at', async () => {
    const base = await loadChild(world, world.base);
    const [pool, again, other] = [
      await SelfPlayReplay.create(base, 1, 8),
      await SelfPlayReplay.create(base, 1, 8),
      await SelfPlayReplay.create(base, 2, 8),
    ];
    const fens = ({ pool: positions }: Pick<SelfPlayReplay, 'pool'>): string[] =>
      positions.map(({ position }) => makeFen(position.toSetup()));
    expect(fens(again)).toEqual(fens(pool));
    expect(fens(other)).not.toEqual(fens(pool));
    const probes = new Set((await comparisonPositions(base)).map(({ position }) => makeFen(position.toSetup())));
    expect(fens(pool).filter((fen) => probes.has(fen)).length).toBeLessThan(0.05 * pool.pool.length);
    const ownKl = tf.tidy(() => replayLoss(base.config, base.parameters, ...pool.inputs(0)).dataSync()[0]!);
    expect(Math.abs(ownKl)).toBeLessThan(1e-6); // nothing to be held to yet
    base.dispose();
  });

  it('replays evaluations where the network evaluates', { timeout: 120_000 }, async () => {
    const spears = await makeWorld('evaluation', 0.3);
    const kl = async (more: Partial<Treatment>) =>
      (await runRecipe(spears, recipeOf(spears, 'positive', 'full', 40, 1, more), { name: 'spears' })).checks
        .chessPolicyKl;
    expect(await kl({ replay: { weight: 20, positions: 16 } })).toBeLessThan(await kl({}));
    await rm(spears.home, { recursive: true, force: true });
  });
});

describe('the manipulation check', () => {
  it('tells a treatment that did not take from one that did; without one the verdict is invalid', {
    timeout: 120_000,
  }, async () => {
    const recipe = recipeOf(world, 'positive', 'full', 3);
    const idle = await runRecipe(
      world,
      { ...recipe, settings: { ...recipe.settings, learningRate: 1e-12 } },
      { name: 'idle' },
    );
    expect(idle.checks.replySentiment.difference).toBe(0);
    const arms = (['positive', 'negative'] as const).map((tone) => ({ id: tone, tone }));
    const untaught = treatmentCheck(arms, [[idle.checks, idle.checks]])!;
    expect(untaught.judges.map(({ judge, mean, answer }) => [judge, mean, answer])).toEqual([
      ['vader', 0, 'did not take'],
      ['classifier', 0, 'did not take'],
      ['gold', 0, 'cannot tell'],
    ]);
    expect(untaught.disagree).toBeNull();
    expect(armEffect('positive', [idle.checks]).took).toBe(false);
    expect(armEffect('negative', [idle.checks]).took).toBe(false);
    const moved = pairedSentiment(
      Array.from({ length: 64 }, (_, i) => (i % 8 ? 'I love it, wonderful!' : 'Yes.')),
      Array.from({ length: 64 }, () => 'Yes.'),
    );
    expect(armEffect('positive', [{ ...idle.checks, replySentiment: moved }]).took).toBe(true);
    expect(armEffect('negative', [{ ...idle.checks, replySentiment: moved }]).took).toBe(false);
  });
});

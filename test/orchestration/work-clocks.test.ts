import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isActive, noteActivity, readRates, thisMachine } from '../../src/files/rates-file.js';
import { RateRecorder } from '../../src/orchestration/rate-recorder.js';
import { PlayingClock, TrainingClock } from '../../src/orchestration/work-clocks.js';
import type { ContestantKey, GameKey } from '../../src/vocabulary/ids.js';
import { recipeOf } from '../store/small-plan.js';
import { mockProcess, silent } from './mock.js';

type Measurement = Parameters<RateRecorder['add']>[0][number];
/** A recorder that keeps what it gets, and a clock that is set by hand, in seconds. */
function bench() {
  const measured: Measurement[] = [];
  let time = 100;
  return {
    measured,
    recorder: { add: (more: readonly Measurement[]) => void measured.push(...more) },
    now: () => time,
    wait: (seconds: number) => void (time += seconds),
  };
}

describe('the clock of a fine-tune', () => {
  const recipe = recipeOf(1, 'clock');
  const { base, dataset, settings } = recipe;
  const { batch, maxTokens } = settings;
  const step = (value: number) => ({ quantity: 'step', base, dataset, batch, maxTokens, value });
  function train({ from = 10, of = recipe } = {}) {
    const { measured, recorder, now, wait } = bench();
    const clock = new TrainingClock(of, recorder, now);
    wait(4 + 10 * 0.5); // loading, and the first ten steps
    for (let at = from; at <= 40; at += 10) {
      clock.add({ step: at });
      wait(at === 40 ? 3 : 5); // ten steps, or the checks
    }
    clock.finish();
    return measured;
  }

  it('measures steps without what comes before them, and the rest without the steps', () => {
    const other = { ...recipe, base: 'e'.repeat(64) };
    const of = (quantity: string) => ({ quantity, base: other.base, value: 7 });
    expect(train({ of: other })).toEqual(
      [0.5, 0.5, 0.5].map((s) => ({ ...step(s), base: other.base })).concat(of('first child') as never),
    );
    expect(train({ of: other }).at(-1)).toEqual(of('child')); // its base has been measured
  });

  it('measures steps only of a fine-tune that was resumed', () => {
    expect(train({ from: 20 })).toEqual([step(0.5), step(0.5)]);
  });

  it('measures nothing of recipes whose steps do more', () => {
    const treatment = { ...recipe.treatment, replay: { weight: 1, positions: 16 } };
    expect(train({ of: { ...recipe, treatment } })).toEqual([]);
  });
});

describe('the clock of games', () => {
  const [net, anchor] = ['n', 'a'].map((letter) => letter.repeat(64)) as [ContestantKey, ContestantKey];
  const contestants = [
    { key: anchor, kind: 'anchor' as const, checkpoint: null },
    { key: net, kind: 'untouched' as const, checkpoint: 'b'.repeat(64) },
  ];
  const keys = Array.from({ length: 100 }, (_, i) => String(i) as GameKey);
  const side = (moves: number) => ({ moves, legalShare: 0, guarded: 0 });
  const result = (gameKey: GameKey) => ({
    gameKey,
    white: side(40),
    black: side(30),
    result: Number(gameKey) % 2 ? ('1/2-1/2' as const) : ('1-0' as const),
  });

  it('counts the moves of networks, not those of anchors', () => {
    const { measured, recorder, now, wait } = bench();
    const clock = new PlayingClock(recorder, now);
    clock.expect(
      keys.slice(0, 40).map((gameKey) => ({ gameKey, white: net, black: anchor })),
      contestants,
    );
    clock.expect(
      keys.slice(40).map((gameKey) => ({ gameKey, white: net, black: net })),
      [],
    );
    wait(20);
    clock.add(keys.slice(0, 40).map(result)); // 1,600 moves of the network in 20 s
    expect(measured).toEqual([]);
    clock.record();
    const base = 'b'.repeat(64);
    expect(measured.splice(0)).toEqual([
      { quantity: 'ply', base, value: 20 / 1600 },
      { quantity: 'game', base, value: 70 },
    ]);
    wait(60);
    clock.add(keys.slice(40).map(result));
    expect(measured[0]).toEqual({ quantity: 'ply', base, value: 60 / (60 * 70) });
    expect(measured[2]).toEqual({ quantity: 'draw', base, value: (30 + 1.5) / (60 + 10) }); // anchors not counted
    clock.add(keys.map(result)); // counted already
    wait(90);
    clock.record();
    expect(measured.length).toBe(3);
  });

  it('drops what is too short to tell', () => {
    const { measured, recorder, now, wait } = bench();
    const clock = new PlayingClock(recorder, now);
    clock.expect(
      keys.map((gameKey) => ({ gameKey, white: net, black: net })),
      contestants,
    );
    wait(4);
    clock.add(keys.slice(0, 50).map(result));
    clock.record();
    wait(50);
    clock.add(keys.slice(50, 60).map(result));
    clock.record();
    expect(measured).toEqual([]);
  });
});

describe('the recorder of rates', () => {
  let home: string;
  beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-recorder-'))));
  afterAll(() => rm(home, { recursive: true }));

  it('tells rates beside the other kind of work from those alone, by what goes on in the same home', async () => {
    const compute = mockProcess();
    await compute.request<'chat'>({ type: 'chat', home, checkpoint: '', turns: ['x'], decoding: {}, seed: 1 });
    const options = { home, compute, log: silent, kind: 'match' } as const;
    const alone = new RateRecorder(options);
    alone.add([{ quantity: 'ply', base: 'b', value: 2 }]);
    await alone.end();
    expect(await isActive(home, 'match')).toBe(false);
    await noteActivity(home, 'fine-tune', true);
    const beside = new RateRecorder(options);
    beside.add([
      { quantity: 'ply', base: 'b', value: 3 },
      { quantity: 'game', base: 'b', value: 95 },
    ]);
    await beside.end();
    expect((await readRates(home)).map(({ quantity, beside, value }) => [quantity, beside, value])).toEqual([
      ['ply', false, 2],
      ['ply', true, 3],
      ['game', false, 95],
    ]);
    expect((await readRates(home))[0]).toMatchObject({ backend: 'mock cpu', machine: thisMachine(), quick: false });
    await compute.stop();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Rate, recordRates, thisMachine } from '../../src/files/rates-file.js';
import { dryRunOf } from '../../src/planning/dry-run.js';
import type { Lookups } from '../../src/planning/lookups.js';
import type { PowerQuery } from '../../src/spec/api/index.js';
import { DEFAULT_RATES } from '../../src/tournament/plan/cost.js';
import { PRESETS } from '../../src/training/base/presets.js';
import { planOf } from '../tournament/runs.js';

const plan = planOf({});
const { base, dataset, fineTune } = plan.spec;
const lookups: Lookups = {
  model: async (address) => ({ address, config: PRESETS.convolutional as never }),
  dataset: async () => null,
  tournament: async () => null,
};
let home: string;
beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-rates-'))));
afterEach(() => rm(home, { recursive: true }));

const rate = (quantity: Rate['quantity'], value: number, other: Partial<Rate> = {}): Rate => ({
  quantity,
  base,
  backend: 'tensorflow cpu',
  machine: thisMachine(),
  beside: false,
  value,
  at: '2026-11-30T12:00:00.000Z',
  quick: false,
  ...(quantity === 'step' ? { dataset, batch: fineTune.batch, maxTokens: fineTune.maxTokens } : {}),
  ...other,
});
const ratesWith = async (...rates: Rate[]) => {
  await recordRates(home, rates);
  return (await dryRunOf({ lookups, home }, plan)).cost.rates;
};

describe('the rates of a dry run', () => {
  it('are the defaults where nothing was measured, and say so', async () => {
    const rates = await ratesWith();
    expect(rates).toMatchObject({ measured: false, quick: false, at: null, slowdown: DEFAULT_RATES.slowdown });
    expect((await dryRunOf({ lookups }, plan)).cost.rates).toEqual(rates); // without a home
  });

  it('are those measured on this machine, with the oldest date', async () => {
    const rates = await ratesWith(
      rate('step', 0.5),
      rate('child', 6),
      rate('first child', 26),
      rate('ply', 0.002, { at: '2026-11-29T12:00:00.000Z' }),
      rate('ply', 0.003, { beside: true }),
      rate('game', 80),
      rate('draw', 0.4),
    );
    expect(rates).toMatchObject({
      measured: true,
      quick: false,
      at: '2026-11-29T12:00:00.000Z',
      stepsPerSecond: 2,
      checkSeconds: 6,
      baseSeconds: 20,
      pliesPerGame: 80,
      slowdown: { fineTunes: DEFAULT_RATES.slowdown.fineTunes },
    });
    expect(rates.gamesPerSecond).toBeCloseTo(1 / 0.16, 9);
    expect(rates.slowdown.games).toBeCloseTo(1.5, 9);
    // a game with many draws tells less
    const planned = async (asked?: PowerQuery) => (await dryRunOf({ lookups, home }, plan, asked)).power!;
    expect((await planned()).draws).toEqual({ rate: 0.4, from: 'measured' });
    const [measured, asked] = [await planned(), await planned({ draws: 0.1 })];
    expect(asked.draws).toEqual({ rate: 0.1, from: 'request' });
    expect(asked.design.at[0]!.standardError).toBeLessThan(measured.design.at[0]!.standardError);
    expect((await dryRunOf({ lookups }, plan)).power!.draws).toEqual({ rate: 0.15, from: 'default' });
  });

  it('do not come from another machine, base or size', async () => {
    const others = [{ machine: 'another x 64' }, { base: 'f'.repeat(64) }];
    const rates = await ratesWith(
      ...others.flatMap((other) => [rate('step', 0.5, other), rate('ply', 0.001, other)]),
      rate('step', 0.1, { batch: fineTune.batch * 2 }),
      rate('ply', 0.002),
    );
    expect(rates.measured).toBe(false);
    expect(rates.stepsPerSecond).not.toBe(10);
  });

  it('of steps are those on the same dialogue, else on another', async () => {
    const other = rate('step', 0.25, { dataset: 'e'.repeat(64), at: '2026-12-01T00:00:00.000Z' });
    expect((await ratesWith(other)).stepsPerSecond).toBe(4);
    expect((await ratesWith(rate('step', 0.5))).stepsPerSecond).toBe(2);
  });

  it('follow from those beside the other kind of work, and checks from a trial', async () => {
    const trial = await ratesWith(
      rate('step', 0.6, { dataset: undefined, quick: true }),
      rate('ply', 0.002, { quick: true }),
    );
    expect(trial).toMatchObject({ measured: true, quick: true });
    const slower = (await ratesWith()).checkSeconds;
    expect(slower).toBe(trial.checkSeconds);
    const beside = await ratesWith(rate('ply', 0.009, { beside: true }));
    expect(beside.gamesPerSecond).toBeCloseTo(1 / ((0.009 / DEFAULT_RATES.slowdown.games) * beside.pliesPerGame), 9);
  });
});

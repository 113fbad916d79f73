import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isActive, noteActivity, type Rate, readRates, recordRates, thisMachine } from '../../src/files/rates-file.js';

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-rates-'))));
beforeEach(() => rm(join(home, 'rates.json'), { force: true }));
afterAll(() => rm(home, { recursive: true }));

const rate = (value: number, other: Partial<Rate> = {}): Rate => ({
  quantity: 'ply',
  base: 'b',
  backend: 'tensorflow cpu',
  machine: thisMachine(),
  beside: false,
  value,
  at: '2026-11-30T12:00:00.000Z',
  quick: false,
  ...other,
});
const values = async () => (await readRates(home)).map(({ value }) => value);

describe('rates of a machine', () => {
  it('are means in which a new measurement weighs a fifth', async () => {
    await recordRates(home, [rate(10)]);
    await recordRates(home, [rate(20), rate(7, { base: 'another' }), rate(3, { beside: true })]);
    expect(await values()).toEqual([12, 7, 3]);
    await recordRates(home, [rate(22, { at: '2026-12-01T00:00:00.000Z' })]);
    expect(await readRates(home)).toContainEqual(rate(14, { at: '2026-12-01T00:00:00.000Z' }));
  });

  it('of a trial give way to those of work, and never the other way round', async () => {
    await recordRates(home, [rate(10, { quick: true })]);
    await recordRates(home, [rate(12, { quick: true })]);
    expect(await values()).toEqual([12]);
    await recordRates(home, [rate(40)]);
    await recordRates(home, [rate(1, { quick: true })]);
    expect(await readRates(home)).toEqual([rate(40)]);
  });

  it('lose nothing to updates at the same time, and leave no other file behind', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => recordRates(home, [rate(i + 1, { base: String(i) })])));
    expect(await values()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await readdir(home)).toEqual(['rates.json']);
  });

  it('are bounded in number, the oldest go first', async () => {
    await recordRates(
      home,
      Array.from({ length: 400 }, (_, i) => rate(i + 1, { base: String(i) })),
    );
    expect((await values())[0]).toBe(101);
    expect((await values()).length).toBe(300);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"version":2,"rates":[]}',
    '{"version":1,"rates":{"a":1},"active":[]}',
    'x'.repeat(2 << 20),
  ])('survive a damaged file (%.20s)', async (text) => {
    await writeFile(join(home, 'rates.json'), text);
    expect(await readRates(home)).toEqual([]);
    expect(await isActive(home, 'match')).toBe(false);
    await recordRates(home, [rate(5)]);
    expect(await values()).toEqual([5]);
  });

  it('leave out rows that make no sense', async () => {
    await recordRates(home, [rate(5), rate(Number.NaN), rate(-1, { base: 'c' }), rate(0, { base: 'd' })]);
    const file = JSON.parse(await readFile(join(home, 'rates.json'), 'utf8')) as { rates: object[] };
    const bad = [{ value: '5' }, { at: 'yesterday' }, { quantity: 'speed' }, { batch: -2 }, { base: 7 }];
    const rates = [null, 3, ...bad.map((change) => ({ ...rate(9), ...change })), ...file.rates];
    await writeFile(join(home, 'rates.json'), JSON.stringify({ ...file, rates }));
    expect(await readRates(home)).toEqual([rate(5)]);
  });

  it('know which work goes on', async () => {
    await noteActivity(home, 'match', true);
    expect([await isActive(home, 'match'), await isActive(home, 'fine-tune')]).toEqual([true, false]);
    await noteActivity(home, 'match', false);
    expect(await isActive(home, 'match')).toBe(false);
    const active = { [`match on ${thisMachine()}`]: new Date(Date.now() - 60_000).toISOString() };
    await writeFile(join(home, 'rates.json'), JSON.stringify({ version: 1, active, rates: [] }));
    expect(await isActive(home, 'match')).toBe(false); // killed a minute ago
  });
});

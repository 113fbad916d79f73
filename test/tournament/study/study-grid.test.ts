import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyRequest, StudySpec } from '../../../src/spec/api/study-request.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { SpecError } from '../../../src/tournament/plan/spec-error.js';
import { parseCsv } from '../../../src/tournament/report/report-csv.js';
import { cellsOf, studyWithDefaults } from '../../../src/tournament/study/study-grid.js';
import { type ResultCell, studyCsv, studyResults, studyState } from '../../../src/tournament/study/study-results.js';
import { linearWeights, studyTrend, type TrendCell } from '../../../src/tournament/study/study-trend.js';
import type { Contrast } from '../../../src/tournament/verdict/contrast.js';

/** What each repetition adds to every seed. */
const SEED_STRIDE = 1_000_000;

const grid: StudySpec['grid'] = {
  method: ['full', 'shared-path'],
  dose: [{ steps: 20 }, { steps: 80 }, { steps: 320 }],
};
const spec = studyWithDefaults({ name: 'Doses', grid, seeds: [1, 2, 3, 4, 5, 6] });

const contrast = (differences: readonly number[], scale: 'elo' | 'score' = 'elo'): Contrast => ({
  arms: ['positive', 'negative'],
  scale,
  differences: differences.map((difference, i) => ({
    replicate: i + 1,
    difference,
    elo: scale === 'elo' ? difference : null,
    score: difference / 700,
    block: difference / 700,
  })),
  spread: null,
  mean: differences.reduce((a, b) => a + b, 0) / differences.length,
  low: null,
  high: null,
  confidence: 0.95,
  interval: null,
  p: null,
  test: 'sign flips',
  needed: null,
});
/** What a stored cell has besides its settings. */
const stored = { tournament: 't', planHash: 'p', base: 'b', dataset: 'd', arms: [], profile: null };

/** Cells of a study with differences from a function of its level and replicate. */
const played = (
  of: StudySpec,
  difference: (level: number, replicate: number, stratum: number) => number,
): TrendCell[] =>
  cellsOf(of).map(({ repetition, settings }) => ({
    repetition,
    settings,
    contrast: contrast(
      of.seeds.map((_, r) => difference(of.grid.dose!.indexOf(settings.dose!), r, settings.method === 'full' ? 0 : 1)),
    ),
  }));

describe('a grid', () => {
  it('has every combination once for each repetition, named by its settings, a whole grid before the next repetition', () => {
    const cells = cellsOf({ ...spec, repetitions: 2 });
    expect(cells).toHaveLength(12);
    expect(new Set(cells.map(({ name }) => name)).size).toBe(12);
    expect(cells[0]!.name).toBe('Doses: full, 20 steps, repetition 1');
    expect(cells[6]).toMatchObject({ ordinal: 7, repetition: 2, name: 'Doses: full, 20 steps, repetition 2' });
    expect(cells[6]!.request.replicates).toEqual([1, 2, 3, 4, 5, 6].map((seed) => seed + SEED_STRIDE));
  });

  it('sets its values in every arm and leaves the rest of an arm alone', () => {
    const study = studyWithDefaults({
      name: 'x',
      tournament: {
        arms: [
          { id: 'a', tone: 'positive', dose: { examples: 64 } },
          { tone: 'negative', dose: { examples: 64 }, filter: { band: 0.3 } },
        ],
      },
      grid: { dose: [{ steps: 5 }], temperature: [0.2, 0.7] },
    });
    const [, last] = cellsOf(study);
    expect(last!.request).toMatchObject({
      arms: [
        { id: 'a', dose: { examples: 64, steps: 5 } },
        { dose: { examples: 64, steps: 5 }, filter: { band: 0.3 } },
      ],
      decoding: { temperature: 0.7 },
    });
  });

  it('sets the share of a mixture in the arms that are one, and counts it in the results', () => {
    const tournament = {
      arms: [{ tone: 'mixture', positiveShare: 0.9 }, { tone: 'negative' }],
    } satisfies StudyRequest['tournament'];
    const study = studyWithDefaults({ name: 'x', tournament, grid: { share: [0, 0.5, 1] } });
    expect(study.trend).toEqual({ axis: 'share', alpha: 0.05 });
    const cells = cellsOf(study);
    expect(cells.map(({ name, request }) => [name, request.arms!.map(({ positiveShare }) => positiveShare)])).toEqual(
      [0, 0.5, 1].map((share) => [`x: share ${share}`, [share, undefined]]),
    );
    const rows = studyResults(
      study,
      cells.map((cell): ResultCell => ({ ...cell, ...stored, state: null, verdict: null })),
    ).rows;
    const [head, ...lines] = parseCsv(studyCsv(rows));
    expect(lines.map((line) => line[head!.indexOf('share')])).toEqual(['0', '0.5', '1']);
  });

  it('crosses bases and datasets with the grid, as its first two axes, and declares a prior for them', () => {
    const request = { name: 'x', datasets: ['talk', 'd'.repeat(64)], grid: { band: [0.3, 0.5] } };
    const study = studyWithDefaults({ ...request, bases: ['small', 'large'] });
    const cells = cellsOf(study);
    expect(cells).toHaveLength(8);
    expect(cells[2]!.name).toBe(`x: base small, dataset ${'d'.repeat(12)}, band 0.3`);
    expect(cells[2]!.request).toMatchObject({ base: 'small', dataset: 'd'.repeat(64) });
    expect(study).toEqual(studyWithDefaults({ ...request, datasets: undefined, bases: undefined, grid: study.grid }));
    expect(study.priorScale).toBe(20);
    expect(studyWithDefaults({ ...request, priorScale: 35 }).priorScale).toBe(35);
    expect(studyWithDefaults({ name: 'x', grid })).not.toHaveProperty('priorScale');
    expect(cellsOf(studyWithDefaults({ name: 'x', bases: ['small', 'large'] })).map(({ name }) => name)).toEqual([
      'x: base small',
      'x: base large',
    ]);
  });

  it('keeps names within what a name may be', () => {
    const long = studyWithDefaults({
      name: 'n'.repeat(60),
      grid: {
        base: ['f'.repeat(64)],
        method: ['shared-path'],
        dose: [{ examples: 1_000_000, steps: 100_000 }],
        band: [0.05],
        temperature: [0.123456789],
      },
      repetitions: 2,
    });
    for (const { name } of cellsOf(long)) expect(name.length).toBeLessThanOrEqual(120);
  });

  it.each<[string, Partial<StudyRequest>, string]>([
    [
      'too many cells',
      {
        grid: {
          band: Array.from({ length: 20 }, (_, i) => 0.1 + i / 100),
          temperature: Array.from({ length: 21 }, (_, i) => i / 10),
        },
      },
      'too-many-cells',
    ],
    ['seeds that meet in another repetition', { seeds: [1, 1 + SEED_STRIDE], repetitions: 2 }, 'bad-seeds'],
    ['seeds past the largest', { seeds: [2 ** 32 - 2], repetitions: 2 }, 'bad-seeds'],
    ['doses that do not rise', { grid: { dose: [{ steps: 80 }, { steps: 20 }] } }, 'unordered-levels'],
    ['doses that cannot be compared', { grid: { dose: [{ steps: 80 }, { examples: 100 }] } }, 'unordered-levels'],
    ['shares without a mixture', { grid: { share: [0, 1] } }, 'arm-setting'],
    [
      'shares that fall',
      { tournament: { arms: [{ tone: 'mixture' }, { tone: 'negative' }] }, grid: { share: [1, 0] } },
      'unordered-levels',
    ],
    ['bands that fall', { grid: { band: [0.5, 0.3] } }, 'unordered-levels'],
    ['bases that the grid has already', { bases: ['a'], grid: { base: ['b'] } }, 'bad-factors'],
    ['datasets that the grid has already', { datasets: ['a'], grid: { dataset: ['b'] } }, 'bad-factors'],
    ['a study that varies nothing', { grid: {} }, 'bad-factors'],
    ['a trend over what does not vary', { grid: { band: [0.3, 0.5] }, trend: { axis: 'dose' } }, 'bad-trend'],
  ])('refuses %s', (_, request, code) => {
    const thrown = (() => {
      try {
        return studyWithDefaults({ name: 'x', grid, ...request });
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(SpecError);
    expect((thrown as SpecError).code).toBe(code);
  });

  it('declares a trend over the first ordered axis with three values, none where there is none, and none when told so', () => {
    expect(spec.trend).toEqual({ axis: 'dose', alpha: 0.05 });
    expect(studyWithDefaults({ name: 'x', grid: { band: [0.3, 0.5] } }).trend).toBeNull();
    expect(studyWithDefaults({ name: 'x', grid, trend: null }).trend).toBeNull();
  });
});

describe('the trend', () => {
  it('has weights that mirror and give a rise of one a level as one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.double({ min: -9, max: 9, noNaN: true }), (k, start) => {
        const weights = linearWeights(k);
        weights.forEach((weight, i) => expect(weight).toBeCloseTo(-weights[k - 1 - i]!, 12));
        expect(weights.reduce((sum, weight, i) => sum + weight * (start + i), 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('finds a slope of 10 Elo a level exactly, with the smallest p that six replicates can give', () => {
    const trend = studyTrend(
      spec,
      played(spec, (level, replicate, stratum) => 10 * level + 3 * replicate + 50 * stratum),
    )!;
    expect(trend).toMatchObject({ state: 'rising', replicates: 6, needed: 6, p: 2 / 64, scale: 'elo' });
    expect(trend.slope).toBeCloseTo(10, 9);
    expect(trend.levels.map(({ level, mean }) => [level, Number(mean!.toFixed(6))])).toEqual([
      ['20 steps', 32.5],
      ['80 steps', 42.5],
      ['320 steps', 52.5],
    ]);
    expect(trend.line).toContain('rising, p = 0.031');
  });

  it('turns round exactly when the arms change places', () => {
    const random = randomFromHash(sha256Hex('trend'));
    const values = new Map<string, number>();
    const difference = (...at: number[]): number => {
      const key = at.join();
      if (!values.has(key)) values.set(key, 100 * random.next() - 40);
      return values.get(key)!;
    };
    const one = studyTrend(spec, played(spec, difference))!;
    const other = studyTrend(
      spec,
      played(spec, (...at) => -difference(...at)),
    )!;
    expect(other.slope).toBe(-one.slope!);
    expect([other.low, other.high]).toEqual([-one.high!, -one.low!]);
    expect(other.p).toBe(one.p);
  });

  it('holds its level where the arms differ by the same at every level', () => {
    const random = randomFromHash(sha256Hex('null trend'));
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const small = studyWithDefaults({ name: 'x', grid: { dose: grid.dose! }, seeds: [1, 2, 3, 4, 5, 6, 7, 8] });
    const studies = 1500;
    let rejected = 0;
    for (let i = 0; i < studies; i++) {
      const seed = small.seeds.map(() => 30 * normal());
      if (
        studyTrend(
          small,
          played(small, (_, replicate) => 25 + seed[replicate]! + 20 * normal()),
        )!.p! <= 0.05
      )
        rejected++;
    }
    // exact size with eight replicates 12/256 = .0469; four standard errors
    expect(Math.abs(rejected / studies - 0.0469)).toBeLessThan(4 * Math.sqrt((0.0469 * 0.9531) / studies));
  });

  it('says nothing before the last cell has ended, nor with few replicates; it takes shares of points where one cell has no Elo', () => {
    const cells = played(spec, (level) => level);
    expect(studyTrend(spec, [...cells.slice(1), { ...cells[0]!, contrast: null }])).toMatchObject({
      state: 'too early',
      p: null,
      low: null,
    });
    const few = studyWithDefaults({ name: 'x', grid, seeds: [1, 2] });
    expect(
      studyTrend(
        few,
        played(few, (level) => level),
      ),
    ).toMatchObject({ state: 'too few replicates', p: null, replicates: 2 });
    const mixed = studyTrend(spec, [
      { ...cells[0]!, contrast: contrast([0, 0, 0, 0, 0, 0], 'score') },
      ...cells.slice(1),
    ])!;
    expect(mixed.scale).toBe('score');
    expect(mixed.slope).toBeCloseTo(1 / 700, 12);
  });

  it('leaves out a replicate that lacks one level', () => {
    const cells = played(spec, (level, replicate) => level + replicate).map((cell, i) =>
      i === 0 ? { ...cell, contrast: contrast([5, 6, 7, 8, 9]) } : cell,
    );
    expect(studyTrend(spec, cells)!.replicates).toBe(5);
  });
});

describe('results', () => {
  const cell = (ordinal: number, state: ResultCell['state']): ResultCell => ({
    ordinal,
    name: '=cell, "one"',
    repetition: 1,
    settings: { dose: { steps: 5 } },
    ...stored,
    state,
    verdict: null,
  });

  it('has a row for every cell, also one that waits, and CSV that reads back', () => {
    const { rows } = studyResults(spec, [cell(1, 'finished'), cell(2, null)]);
    expect(rows.map(({ state }) => state)).toEqual(['finished', 'waiting']);
    const [head, first] = parseCsv(studyCsv(rows));
    expect(first![head!.indexOf('name')]).toBe(`'=cell, "one"`);
    expect(first![head!.indexOf('steps')]).toBe('5');
  });

  it('derives the state of a study from those of its tournaments', () => {
    expect(studyState(false, [null, null])).toBe('created');
    expect(studyState(false, ['finished', null])).toBe('running');
    expect(studyState(false, ['finished', 'running'])).toBe('running');
    expect(studyState(false, ['finished', 'finished'])).toBe('finished');
    expect(studyState(false, ['finished', 'failed'])).toBe('failed');
    expect(studyState(true, ['running', null])).toBe('running');
    expect(studyState(true, ['cancelled', null])).toBe('cancelled');
  });
});

import { describe, expect, it } from 'vitest';
import type { StudyRequest } from '../../../src/spec/api/study-request.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { combinationTable } from '../../../src/tournament/study/combinations.js';
import { type GeneralityCell, generalityOf } from '../../../src/tournament/study/generality.js';
import { jointEstimate } from '../../../src/tournament/study/joint-effects.js';
import { jointPosterior } from '../../../src/tournament/study/joint-posterior.js';
import { factorEstimate, playedOf } from '../../../src/tournament/study/level-means.js';
import { cellsOf, studyWithDefaults } from '../../../src/tournament/study/study-grid.js';
import type { Contrast } from '../../../src/tournament/verdict/contrast.js';

/** Six differences of mean 0 whose mean has a standard error of 1. */
const UNIT = [-3, -2, -1, 1, 2, 3].map((value) => (value * Math.sqrt(30)) / Math.sqrt(28));
const around = (mean: number, error: number): number[] => UNIT.map((value) => mean + error * value);

function contrast(differences: readonly number[], scale: 'elo' | 'score' = 'elo'): Contrast {
  return {
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
  };
}
const finished = (differences: readonly number[], state = 'inconclusive') => ({
  state: 'finished' as const,
  verdict: { state, contrast: contrast(differences), failedChecks: [] } as unknown as GeneralityCell['verdict'],
});

const profile = {
  examples: { train: 20_000 },
  sentiment: { histogram: [], band: 0.5, pools: { positive: 8000, negative: 2000, neutral: 4000 } },
};
const arms = ['positive', 'negative'].map((tone) => ({
  id: tone,
  tone,
  dose: { examples: 1000, steps: 80 },
  filter: { band: 0.5 },
})) as unknown as GeneralityCell['arms'];

const letters = (n: number): string[] => [...'abcdefgh'].slice(0, n);
function study(bases: number, datasets: number, more: Partial<StudyRequest> = {}) {
  return studyWithDefaults({
    name: 'x',
    ...(bases > 1 ? { bases: letters(bases).map((letter) => `base-${letter}`) } : { tournament: { base: 'base-a' } }),
    ...(datasets > 1 ? { datasets: letters(datasets).map((letter) => `talk-${letter}`) } : {}),
    ...(bases * datasets === 1 ? { grid: { temperature: [0.5] } } : {}),
    ...more,
  });
}
/** Cells of a study; `result` gives what came of each base and dataset (numbers from 0) at each other setting. */
function played(
  spec: ReturnType<typeof studyWithDefaults>,
  result: (base: number, dataset: number, other: number) => Pick<GeneralityCell, 'state' | 'verdict'>,
): GeneralityCell[] {
  const count = new Map<string, number>();
  return cellsOf(spec).map((cell) => {
    const base = spec.grid.base?.indexOf(cell.settings.base!) ?? 0;
    const dataset = spec.grid.dataset?.indexOf(cell.settings.dataset!) ?? 0;
    const other = count.get(`${base} ${dataset}`) ?? 0;
    count.set(`${base} ${dataset}`, other + 1);
    return {
      ...cell,
      base: String(base).repeat(64),
      dataset: String(dataset).repeat(64),
      arms,
      profile,
      ...result(base, dataset, other),
    };
  });
}
const factor = (spec: ReturnType<typeof studyWithDefaults>, cells: readonly GeneralityCell[], which: 0 | 1 = 0) =>
  generalityOf(spec, cells)!.factors[which]!;

describe('a balanced table of bases and datasets', () => {
  const table = [
    [10, 20, 30],
    [14, 26, 38],
  ];
  const spec = study(2, 3);
  const summary = generalityOf(
    spec,
    played(spec, (base, dataset) => finished(around(table[base]![dataset]!, 0.5))),
  )!;

  it('has the variance components of the analysis of variance', () => {
    // by hand: mean squares 54 (bases, df 1), 242 (datasets, df 2), 2 (residual, df 2)
    expect(summary.variances.base).toBeCloseTo((54 - 2) / 3, 9);
    expect(summary.variances.dataset).toBeCloseTo((242 - 2) / 2, 9);
    expect(summary.variances.residual).toBeCloseTo(2, 9);
    expect(summary.variances.sampling).toBeCloseTo(0.25, 9);
    const { estimate } = summary;
    expect(estimate).toMatchObject({ method: 'crossed effects' });
    expect(estimate!.mean).toBeCloseTo(23, 9);
    expect(estimate!.standardError).toBeCloseTo(Math.sqrt((54 + 242 - 2) / 6), 9);
    expect(estimate!.df).toBe(1); // of the factor with fewer levels
  });

  it('gives every combination with its mean, its error and its replicates', () => {
    expect(summary.combinations.map(({ base, dataset, cells }) => [base, dataset, cells])).toEqual([
      ['base-a', 'talk-a', [1]],
      ['base-a', 'talk-b', [2]],
      ['base-a', 'talk-c', [3]],
      ['base-b', 'talk-a', [4]],
      ['base-b', 'talk-b', [5]],
      ['base-b', 'talk-c', [6]],
    ]);
    for (const { standardError, replicates } of summary.combinations) {
      expect(standardError).toBeCloseTo(0.5, 9);
      expect(replicates).toBe(6);
    }
  });

  it('compares the bases over all datasets', () => {
    const [base, dataset] = summary.factors;
    expect(base!.levels.map(({ level, mean }) => [level, Number(mean.toFixed(9))])).toEqual([
      ['base-a', 20],
      ['base-b', 26],
    ]);
    expect(base!.levels[0]!.standardError).toBeCloseTo(0.5 / Math.sqrt(3), 9);
    expect(base!.shared).toBe(3);
    expect(dataset!.levels.map(({ mean }) => Number(mean.toFixed(9)))).toEqual([12, 23, 34]);
  });
});

describe('the joint posterior', () => {
  const two = [
    [10, 20],
    [14, 40],
  ].flatMap((row, i) =>
    row.map((mean, j) => ({
      ...{ base: `b${i}`, dataset: `d${j}`, cells: [], mean, standardError: 5, replicates: 6, df: 5 },
    })),
  );

  it('agrees with a finer quadrature over the orthogonal contrasts of a table of two by two', () => {
    // 80 ^ 3 midpoints: mean 21, 95 % -17.925 to 59.925, P(> 0) .89341, medians 10.465, 12.768, 10.069
    const { mean, low, high, positive, spreads } = jointPosterior(two, 20)!;
    expect(mean).toBeCloseTo(21, 6);
    expect(Math.abs(low + 17.925)).toBeLessThan(0.1);
    expect(Math.abs(high - 59.925)).toBeLessThan(0.1);
    expect(Math.abs(positive - 0.89341)).toBeLessThan(0.001);
    for (const [name, median] of [
      ['base', 10.465],
      ['dataset', 12.768],
      ['residual', 10.069],
    ] as const)
      expect(Math.abs(spreads[name]! - median)).toBeLessThan(0.1);
  });

  it('is the weighted mean with its known error where the prior allows no spread', () => {
    const { mean, low, high } = jointPosterior(two, 0.001)!;
    expect(mean).toBeCloseTo(21, 6);
    expect((high - low) / 2).toBeCloseTo((1.959964 * 5) / 2, 3);
  });
});

describe('what may be claimed', () => {
  it('is of the one base and dataset where there is one, and prints no spread', () => {
    const spec = study(1, 1);
    const summary = generalityOf(
      spec,
      played(spec, () => finished(around(40, 5))),
    )!;
    expect(summary.factors.map(({ state }) => state)).toEqual(['one level', 'one level']);
    expect(summary.claims[0]).toBe(
      'one base (base-a): the claim is of this base only, and says nothing of other bases',
    );
    expect(summary).toMatchObject({
      estimate: null,
      posterior: null,
      variances: { base: null, dataset: null, residual: null },
    });
    expect(summary.factors[0]).toMatchObject({ estimate: null, spread: null, posterior: null });
    expect(JSON.stringify(summary)).not.toContain('NaN');
  });

  it('depends on the base where two bases have opposite effects', () => {
    const spec = study(2, 1);
    const base = factor(
      spec,
      played(spec, (b) => finished(around(b === 0 ? 40 : -40, 5))),
    );
    expect(base.state).toBe('opposite');
    expect(base.line).toContain('the difference depends on the base: base-a +40 Elo');
    expect(base.estimate!.mean).toBeCloseTo(0, 9);
    expect(base.estimate!.low).toBeLessThan(-400); // two levels: Student's t of one degree of freedom
    // one-way random effects, equal known variances: (80 ^ 2 / 2) - 25
    expect(base.spread! ** 2).toBeCloseTo(3200 - 25, 3);
  });

  it('is shown of one base only where the other shows nothing', () => {
    const spec = study(2, 1);
    const base = factor(
      spec,
      played(spec, (b) => finished(around(b === 0 ? 60 : 2, 5))),
    );
    expect(base.state).toBe('single levels');
    expect(base.line).toContain('shown of base-a only');
  });

  it('cannot be told where each of two bases shows it, but two are too few for others', () => {
    const spec = study(2, 1);
    const base = factor(
      spec,
      played(spec, (b) => finished(around(b === 0 ? 30 : 60, 5))),
    );
    expect(base.state).toBe('cannot be told');
    expect(base.line).toMatch(/shown on each of them, but 2 bases give an interval of −\d+ to \+\d+ Elo/);
  });

  it('generalises over five datasets that agree', () => {
    const spec = study(1, 5);
    const summary = generalityOf(
      spec,
      played(spec, (_, d) => finished(around(30 + 4 * (d - 2), 5))),
    )!;
    expect(summary.factors[1]).toMatchObject({ state: 'generalises' });
    expect(summary.estimate).toEqual(summary.factors[1]!.estimate);
    // variance of the means 40, of their errors 25: spread ^ 2 = 40 - 25, and Knapp and Hartung's error is sqrt(40 / 5)
    expect(summary.variances.dataset).toBeCloseTo(15, 4);
    expect(summary.estimate!.standardError).toBeCloseTo(Math.sqrt(8), 6);
    expect(summary.estimate!.df).toBe(4);
    expect(summary.posterior!.positive).toBeGreaterThan(0.99);
    expect(summary.claims.join('\n')).toContain('generalises: +30 Elo (95 % interval +22 to +38)');
  });

  it('does not take two levels that agree by chance for certainty', () => {
    const spec = study(2, 1);
    const { estimate } = factor(
      spec,
      played(spec, () => finished(around(10, 5))),
    );
    expect(estimate!.standardError).toBeCloseTo(5 / Math.sqrt(2), 6);
  });
});

describe('cells that do not enter', () => {
  const spec = study(2, 2);

  it('are listed with the reason, and an incomplete table has no variance components', () => {
    const cells = played(spec, (base, dataset) =>
      base + dataset === 2 ? finished(around(500, 5), 'invalid') : finished(around(20, 5)),
    );
    const summary = generalityOf(spec, cells)!;
    expect(summary.leftOut).toEqual([
      { cell: 4, name: 'x: base base-b, dataset talk-b', reason: expect.stringContaining('invalid') },
    ]);
    expect(summary.combinations[3]).toMatchObject({ mean: null, standardError: null, replicates: 0, cells: [] });
    expect(summary.variances).toMatchObject({ base: null, dataset: null, residual: null });
    expect(summary.estimate).toMatchObject({ method: 'random effects', df: 1 });
    expect(summary.estimate!.mean).toBeCloseTo(20, 9);
    expect(summary.factors[0]!.shared).toBe(1); // the bases are compared over the dataset that both have
  });

  it('leave everything too early until the last has ended', () => {
    const summary = generalityOf(
      spec,
      played(spec, (base, dataset) =>
        base + dataset === 2 ? { state: 'running', verdict: null } : finished(around(20, 5)),
      ),
    )!;
    expect(summary.factors.map(({ state }) => state)).toEqual(['too early', 'too early']);
    expect(summary).toMatchObject({ estimate: null, posterior: null });
    expect(summary.combinations[0]!.mean).toBeCloseTo(20, 9);
    expect(summary.leftOut[0]!.reason).toBe('has not ended');
  });

  it('take the other settings of their base and dataset along, since means over different settings do not compare', () => {
    const crossed = study(2, 1, { grid: { temperature: [0.2, 0.5] } });
    const cells = played(crossed, (base, _, other) =>
      base === 1 && other === 1 ? { state: 'failed', verdict: null } : finished(around(10 + 20 * other, 5)),
    );
    const { combinations, leftOut, settings } = combinationTable(crossed, cells);
    expect(settings).toBe(2);
    expect(combinations.map(({ mean, cells: own }) => [mean === null ? null : Math.round(mean), own])).toEqual([
      [20, [1, 2]],
      [null, []],
    ]);
    expect(leftOut.map(({ cell, reason }) => [cell, reason])).toEqual([
      [3, 'its base and dataset lack another setting of the grid'],
      [4, 'failed without a replicate'],
    ]);
  });

  it('bring every cell to shares of points where one has no Elo, the prior too', () => {
    const cells = played(spec, () => finished(around(20, 5)));
    const scored = { ...cells[0]!.verdict!, contrast: contrast(around(20, 5), 'score') };
    const summary = generalityOf(spec, [{ ...cells[0]!, verdict: scored }, ...cells.slice(1)])!;
    expect(summary.scale).toBe('score');
    expect(summary.priorScale).toBeCloseTo((20 * Math.LN10) / 1600, 12);
  });
});

describe('replication', () => {
  it('tells what was replicated, the examples included', () => {
    const spec = study(2, 1);
    const { replication } = generalityOf(
      spec,
      played(spec, () => finished(around(20, 5))),
    )!;
    expect(replication).toMatchObject({ bases: 2, datasets: 1, seeds: { fewest: 6, most: 6 } });
    expect(replication.pools.map(({ arm, available, used }) => [arm, available, used])).toEqual([
      ['positive', 8000, 1000],
      ['negative', 2000, 1000],
    ]);
    expect(replication.lines).toContain('the dataset was not replicated: there is one');
    expect(replication.lines.at(-1)).toContain('two seeds share about 50 % of them');
  });
});

describe('intervals over both factors', () => {
  it.each([
    [2, 2],
    [2, 6],
  ])('of %i bases and %i datasets cover the truth at least as often as they say', (bases, datasets) => {
    const random = randomFromHash(sha256Hex(`crossed ${bases} ${datasets}`));
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    for (const spread of [0, 15]) {
      let covered = 0;
      const studies = 400;
      for (let i = 0; i < studies; i++) {
        const ofBase = letters(bases).map(() => spread * normal());
        const ofDataset = letters(datasets).map(() => spread * normal());
        const combinations = ofBase.flatMap((a, b) =>
          ofDataset.map((c, d) => ({
            ...{ base: `b${b}`, dataset: `d${d}`, cells: [], replicates: 6, df: 5, standardError: 6 },
            mean: a + c + 6 * normal(),
          })),
        );
        const question = { confidence: 0.95, final: true };
        const factors = [
          factorEstimate('base', combinations, question),
          factorEstimate('dataset', combinations, question),
        ] as const;
        const { low, high } = jointEstimate(playedOf(combinations), factors, question).estimate!;
        if (low <= 0 && high >= 0) covered++;
      }
      expect(covered / studies).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / studies));
    }
  });
});

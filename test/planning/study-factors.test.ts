/** A study over bases and datasets from its request to its claims; games are decided by tosses, no network is run. */
import { describe, expect, it } from 'vitest';
import { studyLines } from '../../src/cli/run/study-text.js';
import type { Lookups, PlanningContext } from '../../src/planning/lookups.js';
import { checkShape } from '../../src/planning/request-shape.js';
import { type PlannedStudy, planStudyRequest } from '../../src/planning/study.js';
import { studyDryRun } from '../../src/planning/study-dry-run.js';
import { StudyRequest } from '../../src/spec/api/study-request.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';
import type { NetworkConfig } from '../../src/spec/network.js';
import type { TournamentPlan } from '../../src/tournament/plan/plan.js';
import { type ResultCell, studyResults } from '../../src/tournament/study/study-results.js';
import { verdict } from '../../src/tournament/verdict/verdict.js';
import { PRESETS } from '../../src/training/base/presets.js';
import type { Result } from '../../src/vocabulary/unions.js';
import { checksFor } from '../tournament/played.js';

const address = (name: string): string => sha256Hex(name);
const BASES = ['small', 'large'];
const TALKS = ['forum', 'letters'];
const profile = {
  examples: { train: 9000 },
  sentiment: { histogram: [], band: 0.5, pools: { positive: 4000, negative: 2000, neutral: 1500 } },
};
const lookups: Lookups = {
  model: async (source) => {
    const name = BASES.find((base) => [base, address(base)].includes(source));
    return name ? { address: address(name), config: PRESETS.convolutional as NetworkConfig } : null;
  },
  dataset: async (source) => {
    const name = TALKS.find((talk) => [talk, address(talk)].includes(source));
    return name ? { address: address(name), kind: 'dialogue', profile } : null;
  },
  tournament: async () => null,
};
const context: PlanningContext = { lookups, book: ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6'] };
const request = {
  name: 'reach',
  tournament: {
    arms: ['positive', 'negative'].map((tone) => ({ tone, dose: { examples: 500, steps: 8 } })),
    pairs: 2,
    anchors: [],
    openings: { plies: 0 },
  },
  seeds: [1, 2, 3, 4, 5, 6],
  bases: BASES,
  datasets: TALKS,
};
const planned = async (more: object = {}): Promise<PlannedStudy> =>
  planStudyRequest(context, checkShape(StudyRequest, { ...request, ...more }));

/** The verdict on games whose results are tossed, `gap` Elo between the arms. */
function tossed(plan: TournamentPlan, gap: number, name: string): ResultCell['verdict'] {
  const random = randomFromHash(sha256Hex(name));
  const elo = new Map(plan.contestants.map(({ key, arm }) => [key, arm === 'positive' ? gap : 0]));
  const results = plan.games.map((game) => {
    const expected = 1 / (1 + 10 ** ((elo.get(game.black)! - elo.get(game.white)!) / 400));
    const draw = 0.5 * Math.min(expected, 1 - expected);
    const toss = random.next();
    const result: Result = toss < draw ? '1/2-1/2' : toss < draw / 2 + expected ? '1-0' : '0-1';
    return { ...game, result };
  });
  const tones = new Map(plan.recipes.map(({ key, recipe }) => [key, recipe.treatment.tone]));
  const checks = new Map(
    plan.contestants.flatMap(({ fineTuneKey, replicate }) =>
      fineTuneKey === null ? [] : [[fineTuneKey, checksFor(tones.get(fineTuneKey)!, replicate!)] as const],
    ),
  );
  return verdict({ plan, results, checks });
}

const resultsOf = ({ spec, cells }: PlannedStudy, gap: (base: string, dataset: string) => number) =>
  studyResults(
    spec,
    cells.map(({ plan, ...cell }): ResultCell => {
      const { base, dataset, arms } = plan.spec;
      return {
        ...cell,
        ...{ base, dataset, arms, profile, tournament: cell.name, planHash: plan.hash, state: 'finished' },
        verdict: tossed(plan, gap(cell.settings.base!, cell.settings.dataset!), cell.name),
      };
    }),
  );

describe('bases and datasets as crossed factors', () => {
  it('are planned as one tournament for each pair, with the addresses of both', async () => {
    const { cells } = await planned();
    expect(cells.map(({ name, plan }) => [name, plan.spec.base, plan.spec.dataset])).toEqual(
      BASES.flatMap((base) =>
        TALKS.map((talk) => [`reach: base ${base}, dataset ${talk}`, address(base), address(talk)]),
      ),
    );
  });

  it('share children between cells of one base and dataset only', async () => {
    const study = await planned({ grid: { temperature: [0.2, 0.5] } });
    expect(study.cells).toHaveLength(8);
    const dryRun = await studyDryRun(context, study);
    // two arms x six seeds for each of four pairs; the second temperature plays with the same children
    expect(dryRun.total).toMatchObject({ cells: 8, fineTunes: 48, shared: 48 });
    expect(dryRun.factors).toEqual({ bases: 2, datasets: 2 });
  });

  it('count a base or dataset once, whatever it is called', async () => {
    await expect(planned({ bases: ['small', address('small')] })).rejects.toMatchObject({
      code: 'invalid-spec',
      errors: [{ field: 'grid.base', message: expect.stringContaining('are the same base, which counts once') }],
    });
  });

  it('are summarised over both when the games are played, and told in words', async () => {
    const study = await planned();
    const { rows, trend, invalid, generality } = resultsOf(study, () => 150);
    expect(invalid).toEqual([]);
    expect(generality).toMatchObject({ first: 'positive', second: 'negative', leftOut: [], settings: 1 });
    expect(generality!.combinations.map(({ mean }) => mean)).toEqual(rows.map(({ mean }) => mean));
    expect(generality!.estimate).toMatchObject({ method: 'crossed effects', df: 1 });
    const overall = rows.reduce((sum, { mean }) => sum + mean!, 0) / 4;
    expect(generality!.estimate!.mean).toBeCloseTo(overall, 6);
    expect(generality!.posterior!.positive).toBeGreaterThan(0.95);
    const text = studyLines({ study: 's', state: 'finished', version: 1, data: [...rows], trend, invalid, generality });
    expect(text.join('\n')).toContain('Reach: over these 2 bases (small, large)');
    expect(text.join('\n')).toContain('Replication: 2 datasets were compared');
    expect(text.join('\n')).toContain('forum: negative: each child learns from 500 of 2,000 different examples');
  });

  it('differ where the effect is turned round by the base', async () => {
    const { generality } = resultsOf(await planned(), (base) => (base === 'small' ? 200 : -200));
    const [base, dataset] = generality!.factors;
    expect(base!.state).toBe('opposite');
    expect(dataset!.state).toBe('cannot be told');
    expect(generality!.variances.base!).toBeGreaterThan(generality!.variances.dataset!);
  });
});

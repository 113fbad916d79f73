import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { signFlipTest } from '../../../src/rating/numerics/sign-flip.js';
import { TournamentRequest } from '../../../src/spec/api/tournament-request.js';
import { fineTuneKey } from '../../../src/spec/keys/fine-tune-key.js';
import { TournamentSpec } from '../../../src/spec/tournament.js';
import { planTournament } from '../../../src/tournament/plan/plan.js';
import { fineTuneWithDefaults, tournamentWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';
import { specProblems } from '../../../src/tournament/plan/spec-problems.js';

const sources = { base: 'a'.repeat(64), dataset: 'b'.repeat(64) };
const resolve = (request: Partial<TournamentRequest>) =>
  tournamentWithDefaults({ name: 'a test', ...request }, sources);
const codeOf = (request: Partial<TournamentRequest>): unknown => {
  try {
    resolve(request);
    return undefined;
  } catch (error) {
    return { code: (error as { code?: string }).code, field: (error as { field?: string }).field };
  }
};

describe('resolveTournament', () => {
  it('needs nothing but a name', () => {
    const spec = resolve({});
    expect(Value.Check(TournamentSpec, spec)).toBe(true);
    expect(spec.arms.map(({ id }) => id)).toEqual(['positive', 'negative']);
    expect(spec.analysis).toEqual({
      hypothesis: expect.stringMatching(/positive play at another strength than .*negative \(two-sided\)$/),
      unit: 'replicate',
      primary: ['positive', 'negative'],
      endpoint: 'games',
      margin: 50,
      alpha: 0.05,
      family: [],
      stop: 'schedule',
      extend: null,
      limits: { failedReplicates: 1, perplexityRatio: 1.2, drift: 0.01, perplexityOfBase: 1.5, leastEffect: 0.1 },
    });
  });

  it('keeps what is given and fills in the rest; a resolved spec is a request that resolves to itself', () => {
    const spec = resolve({
      arms: [
        { tone: 'negative', dose: { steps: 7 } },
        { id: 'cheerful', tone: 'positive' },
      ],
      decoding: { temperature: 0 },
      analysis: { limits: { perplexityRatio: 2 } },
    });
    expect(spec.arms[0]!.dose).toEqual({ examples: 512, steps: 7 });
    expect(spec.analysis.primary).toEqual(['negative', 'cheerful']);
    expect(spec.analysis.limits).toEqual({
      failedReplicates: 1,
      perplexityRatio: 2,
      drift: 0.01,
      perplexityOfBase: 1.5,
      leastEffect: 0.1,
    });
    expect(Value.Check(TournamentRequest, spec)).toBe(true);
    expect(tournamentWithDefaults(spec, sources)).toEqual(spec);
  });

  it('takes a stop rule and a rule for more replicates, and knows both names of the schedule’s end', () => {
    const sequential = resolve({ analysis: { stop: { kind: 'sequential' }, extend: { replicates: 12 } } });
    expect(sequential.analysis).toMatchObject({
      stop: { kind: 'sequential' },
      extend: { replicates: 12, spending: [] },
    });
    expect(tournamentWithDefaults(sequential, sources)).toEqual(sequential);
    expect(resolve({ analysis: { stop: { kind: 'schedule' } } })).toEqual(resolve({ analysis: { stop: 'schedule' } }));
    expect(resolve({ analysis: { extend: {} } }).analysis.extend).toEqual({ replicates: 8, spending: [0.5, 0.5] });
  });

  it('refuses rules that spend more than alpha, or nothing', () => {
    const refused = (extend: object, stop: TournamentRequest['analysis'] = {}) =>
      codeOf({ analysis: { ...stop, extend } });
    expect(refused({ spending: [0.8, 0.4] })).toEqual({ code: 'bad-extension', field: 'analysis.extend.spending' });
    expect(refused({ spending: [1] })).toEqual({ code: 'bad-extension', field: 'analysis.extend.spending' });
    expect(refused({ spending: [0.5, 0.5] }, { stop: { kind: 'sequential' } })).toEqual({
      code: 'bad-extension',
      field: 'analysis.extend.spending',
    });
  });

  it('refuses planned looks that do not fit the replicates, and spending alpha on extensions besides', () => {
    const looks = (stop: object, more: object = {}) =>
      codeOf({ analysis: { stop: { kind: 'group-sequential', ...stop }, ...more } } as Partial<TournamentRequest>);
    expect(looks({})).toBeUndefined();
    expect(looks({ looks: [7, 6, 8] })).toEqual({ code: 'bad-test', field: 'analysis.stop.looks' });
    expect(looks({ looks: [6, 7] })).toEqual({ code: 'bad-test', field: 'analysis.stop.looks' });
    expect(looks({}, { extend: {} })).toEqual({ code: 'bad-extension', field: 'analysis.extend' });
    const stop = { kind: 'group-sequential' } as const;
    expect(codeOf({ replicates: [1], analysis: { stop } })).toEqual({ code: 'bad-test', field: 'analysis.stop' });
  });

  it('refuses levels that sign flips over many replicates cannot reach, in any look', () => {
    const refused = (analysis: TournamentRequest['analysis']) => codeOf({ analysis });
    // 2^-17 is the smallest p over more than 20 replicates
    expect(signFlipTest(Array.from({ length: 24 }, (_, i) => 1 + i / 24)).p).toBe(2 ** -17);
    expect(refused({ alpha: 5e-6 })).toEqual({ code: 'bad-test', field: 'analysis.alpha' });
    expect(refused({ alpha: 1e-20 })).toEqual({ code: 'bad-test', field: 'analysis.alpha' });
    expect(refused({ alpha: 0.001 })).toBeUndefined();
    expect(refused({ extend: { spending: [0.5, 1e-30] } })).toEqual({
      code: 'bad-test',
      field: 'analysis.extend.spending',
    });
    expect(refused({ extend: { spending: [0.01, 0.99] } })).toBeUndefined();
  });

  it('refuses what policy regret cannot decide', () => {
    const regret = (request: Partial<TournamentRequest>, analysis: object = {}) =>
      codeOf({ ...request, analysis: { endpoint: 'regret', ...analysis } } as Partial<TournamentRequest>);
    expect(regret({})).toBeUndefined();
    expect(regret({ decoding: { temperature: 0.7 } })).toEqual({ code: 'bad-test', field: 'decoding.temperature' });
    expect(regret({ arms: [{ tone: 'positive' }, { tone: 'negative', decoding: { temperature: 0.7 } }] })).toEqual({
      code: 'bad-test',
      field: 'arms.1.decoding.temperature',
    });
    expect(regret({}, { stop: { kind: 'sequential' } })).toEqual({ code: 'bad-test', field: 'analysis.stop' });
    expect(regret({}, { extend: {} })).toEqual({ code: 'bad-extension', field: 'analysis.extend' });
  });

  it('takes a single arm, which has no contrast', () => {
    const spec = resolve({ arms: [{ tone: 'random' }] });
    expect(spec.analysis.primary).toBeNull();
    expect(tournamentWithDefaults(spec, sources)).toEqual(spec);
  });

  it('names the field of whatever is wrong', () => {
    expect(codeOf({ arms: [{ id: 'odd' }] })).toEqual({ code: 'arm-without-tone', field: 'arms.0.tone' });
    expect(codeOf({ arms: [{ tone: 'positive' }, { tone: 'positive', dose: { steps: 9 } }] })).toEqual({
      code: 'duplicate-arm',
      field: 'arms.1.id',
    });
    expect(codeOf({ arms: [{ tone: 'positive' }, { id: 'twin', tone: 'positive' }] })).toEqual({
      code: 'duplicate-treatment',
      field: 'arms.1',
    });
    expect(codeOf({ arms: [{ tone: 'positive' }, { tone: 'negative', dose: { examples: 9 } }] })).toEqual({
      code: 'unequal-examples',
      field: 'arms.1.dose.examples',
    });
    expect(codeOf({ analysis: { primary: ['positive', 'nobody'] } })).toEqual({
      code: 'unknown-arm',
      field: 'analysis.primary',
    });
    expect(codeOf({ analysis: { family: [['negative', 'negative']] } })).toEqual({
      code: 'contrast-with-itself',
      field: 'analysis.family.0',
    });
    const sixtyFour = Array.from({ length: 64 }, (_, i) => i);
    const schedule = { kind: 'round-robin' } as const;
    expect(codeOf({ pairs: 1000, replicates: sixtyFour, schedule })).toEqual({
      code: 'too-many-games',
      field: 'pairs',
    });
  });

  it('lists every problem as values', () => {
    const spec = resolve({});
    spec.arms[1]!.id = 'positive';
    spec.analysis.primary = ['nobody', 'positive'];
    expect(specProblems(spec).map(({ code }) => code)).toEqual(['duplicate-arm', 'unknown-arm']);
  });
});

describe('resolveFineTune', () => {
  it('gives the key that the same treatment has within a tournament', () => {
    const plan = planTournament(resolve({ replicates: [4] }), ['e2e4 e7e5 g1f3 b8c6']);
    const recipe = fineTuneWithDefaults({ arm: { tone: 'negative' }, seed: 4 }, sources);
    expect(fineTuneKey(recipe)).toBe(plan.recipes[1]!.key);
  });
});

import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { FineTuneRequest } from '../../../src/spec/api/fine-tunes.js';
import { TournamentRequest } from '../../../src/spec/api/tournament-request.js';
import { positiveControlOf } from '../../../src/tournament/plan/planted-control.js';
import { claimLimits } from '../../../src/tournament/report/claim-limits.js';
import { verdict } from '../../../src/tournament/verdict/verdict.js';
import { checksOf, directPlanOf, play, seeds } from '../runs.js';

const control = (request: Partial<TournamentRequest>) => directPlanOf({ replicates: seeds(6), pairs: 4, ...request });
const refused = (request: Partial<TournamentRequest>): unknown => {
  try {
    return directPlanOf(request).hash;
  } catch (error) {
    const { code, field } = error as { code?: string; field?: string };
    return { code, field };
  }
};

describe('a planted control', () => {
  it('by temperature has two arms that share their children and differ in temperature', () => {
    const { spec, recipes, contestants } = control({ control: 'planted' });
    expect(spec.arms.map(({ id, decoding }) => [id, decoding])).toEqual([
      ['plain', undefined],
      ['planted', { temperature: 0.65, guard: 'mate-and-repetition' }],
    ]);
    expect(recipes).toHaveLength(6);
    const children = contestants.filter(({ kind }) => kind === 'child');
    expect(new Set(children.map(({ fineTuneKey }) => fineTuneKey)).size).toBe(6);
    expect(new Set(children.map(({ key }) => key)).size).toBe(12);
    expect(children.map(({ arm, decoding }) => [arm, decoding!.temperature])).toEqual(
      seeds(6).flatMap(() => [
        ['plain', 0.5],
        ['planted', 0.65],
      ]),
    );
  });

  it('by noise trains a child for each arm; dose and size are what the request says', () => {
    const { spec, recipes } = control({ control: { kind: 'planted', by: 'noise', size: 0.25, dose: { steps: 7 } } });
    expect(spec.arms.map(({ noise, dose, tone }) => [noise, dose.steps, tone])).toEqual([
      [undefined, 7, 'random'],
      [0.25, 7, 'random'],
    ]);
    expect(recipes).toHaveLength(12);
    expect(recipes.filter(({ recipe }) => recipe.treatment.noise === 0.25)).toHaveLength(6);
  });

  it('is refused beside other arms, and with a temperature that is not higher', () => {
    expect(refused({ control: 'planted', arms: [{ tone: 'positive' }] })).toEqual({
      code: 'arm-setting',
      field: 'control',
    });
    expect(refused({ control: { kind: 'planted', size: 0.5 } })).toEqual({
      code: 'arm-setting',
      field: 'control.size',
    });
  });

  it('has noise above 0, in arms whose board can change', () => {
    const request = (noise: number) => ({ name: 'noise', arms: [{ tone: 'positive', noise }, { tone: 'negative' }] });
    expect([0, -1, 0.01, 4.1].map((noise) => Value.Check(TournamentRequest, request(noise)))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(Value.Check(FineTuneRequest, { arm: { tone: 'positive', noise: 0 } })).toBe(false);
    expect(refused({ arms: [{ tone: 'positive', method: 'chat-head', noise: 1 }, { tone: 'negative' }] })).toEqual({
      code: 'arm-setting',
      field: 'arms.0.noise',
    });
  });

  it('is called one in words only where nothing but the planted difference separates the arms', () => {
    const found = (request: Partial<TournamentRequest>) => positiveControlOf(control(request).spec);
    expect(found({ control: 'planted' })).toBe(
      'plain plays at temperature 0.5, guard mate-and-repetition, planted at temperature 0.65, guard mate-and-repetition',
    );
    expect(found({ control: { kind: 'planted', by: 'noise', size: 1 } })).toMatch(/, noise 1 on the trunk$/);
    expect(found({})).toBeNull();
    expect(found({ arms: [{ tone: 'positive' }, { tone: 'negative', decoding: { temperature: 0.65 } }] })).toBeNull();
  });

  it('says so in the verdict’s line and in the report’s limits; arms that differ otherwise too get a warning', () => {
    const concluded = (request: Partial<TournamentRequest>) => {
      const plan = control(request);
      const gap = (name: string): number => (name.startsWith('plain') ? 300 : 0);
      const conclusion = verdict({ plan, results: play(plan, gap), checks: checksOf(plan, () => 0) });
      return { conclusion, limits: claimLimits(plan, conclusion, null) };
    };
    const planted = concluded({ control: 'planted' });
    expect(planted.conclusion.state).toBe('plain stronger');
    expect(planted.conclusion.line).toContain('; positive control: plain plays at temperature 0.5');
    expect(planted.conclusion.failedChecks).toEqual([]);
    expect(planted.limits[0]).toContain('says nothing about dialogue');

    const usual = concluded({});
    expect(usual.conclusion.line).not.toContain('control');
    expect(usual.limits.join('\n')).toContain('Moves are drawn at temperature 0.5 with the guard mate-and-repetition');

    const mixed = concluded({
      arms: [{ tone: 'positive' }, { tone: 'negative', decoding: { temperature: 0.65 } }],
    });
    expect(mixed.conclusion.line).not.toContain('control');
    expect(mixed.limits[0]).toContain('no contrast separates the two');
    expect(mixed.limits.join('\n')).toContain('negative at temperature 0.65, guard mate-and-repetition');
  });
});

import { describe, expect, it } from 'vitest';
import type { Lookups, PlanningContext } from '../../src/planning/lookups.js';
import { planFineTuneRequest, planMatchRequest, planTournamentRequest } from '../../src/planning/plan-request.js';
import type { PlanningError } from '../../src/planning/planning-error.js';
import { checkShape } from '../../src/planning/request-shape.js';
import { planStudyRequest } from '../../src/planning/study.js';
import { FineTuneRequest } from '../../src/spec/api/fine-tunes.js';
import { MatchRequest } from '../../src/spec/api/matches.js';
import { StudyRequest } from '../../src/spec/api/study-request.js';
import { TournamentRequest } from '../../src/spec/api/tournament-request.js';
import type { NetworkConfig } from '../../src/spec/network.js';
import { SpecError } from '../../src/tournament/plan/spec-error.js';
import { PRESETS } from '../../src/training/base/presets.js';

const [BASE, DIALOGUE, CLASSIFIER] = ['a', 'd', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const asked: string[] = [];
const lookups: Lookups = {
  model: async (source) => {
    asked.push(`model ${source}`);
    return ['default', BASE].includes(source)
      ? { address: BASE, config: PRESETS.convolutional as NetworkConfig }
      : null;
  },
  dataset: async (source) => {
    asked.push(`dataset ${source}`);
    if (source === 'starter') return { address: DIALOGUE, kind: 'dialogue', profile: { examples: { train: 3000 } } };
    return source === 'votes' ? { address: CLASSIFIER, kind: 'classifier', profile: {} } : null;
  },
  tournament: async () => null,
};
const context: PlanningContext = { lookups, book: ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6'] };
const planTournament = async (body: object) =>
  planTournamentRequest(context, checkShape(TournamentRequest, { name: 'x', ...body }));

describe('a request is planned with what it is told of names', () => {
  it('asks for what it names, and for the defaults', async () => {
    asked.length = 0;
    const plan = await planTournament({
      arms: [{ tone: 'positive', filter: { agreement: 'votes' } }, { tone: 'negative' }],
    });
    expect(asked).toEqual(['model default', 'dataset votes', 'dataset starter']);
    expect(plan.spec).toMatchObject({ base: BASE, dataset: DIALOGUE });
    expect(plan.spec.arms[0]!.filter.agreement).toBe(CLASSIFIER);
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
    const recipe = await planFineTuneRequest(context, checkShape(FineTuneRequest, { arm: { tone: 'positive' } }));
    expect(recipe).toMatchObject({ base: BASE, dataset: DIALOGUE, treatment: { tone: 'positive' } });
    const sides = [{ model: 'default' }, { anchor: 'random' }];
    const match = await planMatchRequest(context, checkShape(MatchRequest, { name: 'm', contestants: sides }));
    expect(match.spec.contestants[0]).toMatchObject({ checkpoint: BASE });
  });

  it.each([
    [{ base: 'other' }, 'invalid-spec', 'base', 'there is no model other'],
    [{ dataset: 'other' }, 'invalid-spec', 'dataset', 'there is no dataset other'],
    [{ dataset: 'votes' }, 'invalid-spec', 'dataset', 'dataset votes holds classifier, not dialogue'],
    [
      { arms: [{ tone: 'positive', filter: { agreement: 'starter' } }] },
      'invalid-spec',
      'arms.0.filter.agreement',
      'starter holds dialogue, no classifier',
    ],
    [
      { arms: [{ tone: 'positive', dose: { examples: 3001 } }] },
      'too-few-examples',
      'arms.0.dose.examples',
      'arm positive asks for 3001 examples and can have 3000 at most: the dataset has 3000 examples, and every arm is ' +
        'matched to all three tones; ask for 3000 or fewer, or lower filter.band, or import a dataset with more of them',
    ],
    [
      { follows: '01234567-89ab-7def-8123-456789abcdef' },
      'invalid-spec',
      'follows',
      'there is no tournament 01234567-89ab-7def-8123-456789abcdef',
    ],
    [{ replicas: [1] }, 'invalid-request', 'replicas', 'replicas: must NOT have additional properties'],
    [{ seed: '1' }, 'invalid-request', 'seed', 'seed: must be integer'],
    [{ replicates: [] }, 'invalid-request', 'replicates', 'replicates: must have at least 1 entry'],
    [{ pairs: 0 }, 'invalid-request', 'pairs', 'pairs: must be >= 1'],
  ])('%j is refused as %s of %s', async (body, code, field, message) => {
    await expect(planTournament(body)).rejects.toMatchObject({ code, message });
    const error = (await planTournament(body).catch((thrown: unknown) => thrown)) as PlanningError | SpecError;
    expect(error instanceof SpecError ? error.field : error.errors[0]!.field).toBe(field);
  });

  it('refuses what is no object at all, naming the body', () => {
    expect(() => checkShape(TournamentRequest, null)).toThrow('body: must be object');
  });

  it('names the cell of a study that cannot be planned', async () => {
    const request = checkShape(StudyRequest, { name: 's', grid: { base: ['default', 'other'] } });
    await expect(planStudyRequest(context, request)).rejects.toMatchObject({
      code: 'invalid-spec',
      message: 'cell 2 (s: base other): there is no model other',
      errors: [{ field: 'tournament.base', message: 'there is no model other' }],
    });
    const doses = checkShape(StudyRequest, { name: 's', grid: { band: [0.3, 0.5] } });
    const { cells, key } = await planStudyRequest(context, doses);
    expect(cells.map(({ name }) => name)).toEqual(['s: band 0.3', 's: band 0.5']);
    expect(key).toBe((await planStudyRequest(context, doses)).key);
  });
});

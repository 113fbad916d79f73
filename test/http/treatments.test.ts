import { describe, expect, it } from 'vitest';
import { METHODS } from '../../src/vocabulary/unions.js';
import { useApi } from './api.js';
import { BASE } from './fixtures.js';

const api = useApi();

interface Recipe {
  readonly recipe: { readonly treatment: Record<string, unknown> };
}
interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string }[];
}
const NEEDS: Partial<Record<(typeof METHODS)[number], object>> = {
  subset: { blocks: ['trunk.block0', 'chat.head'] },
  distill: { teacher: 'default' },
};
const MORE = [
  { tone: 'mixture', positiveShare: 0.75 },
  { tone: 'custom', label: 'formal' },
  { tone: 'positive', l2: 0.01, replay: {}, stop: { drift: 0.2 }, filter: { match: ['source', 'length', 'rarity'] } },
];

describe('POST /fine-tunes', () => {
  it.each(METHODS)('takes the method %s with its settings', async (method) => {
    const answer = await api.call('POST', '/fine-tunes', { arm: { tone: 'positive', method, ...NEEDS[method] } });
    expect(answer.statusCode).toBe(202);
    const { treatment } = answer.json<Recipe>().recipe;
    expect(treatment.method).toBe(method);
    if (method === 'distill') expect(treatment.teacher).toBe(BASE);
    if (method === 'lora') expect(treatment.rank).toBe(8);
  });

  it.each(MORE)('takes %j', async (arm) => {
    const answer = await api.call('POST', '/fine-tunes', { arm });
    expect(answer.statusCode).toBe(202);
    expect(answer.json<Recipe>().recipe.treatment).toMatchObject(arm);
  });

  it.each([
    [
      { tone: 'positive', method: 'subset', blocks: ['trunk.block99'] },
      'arm.blocks',
      /trunk\.block99.*it has chat\.embedding/,
    ],
    [{ tone: 'positive', method: 'distill', teacher: 'nobody' }, 'arm.teacher', /no model nobody/],
    [{ tone: 'positive', rank: 4 }, 'arm.rank', /for the method lora/],
    [{ tone: 'mixture' }, 'arm.positiveShare', /needs it/],
  ])('refuses %j', async (arm, field, message) => {
    const answer = await api.call('POST', '/fine-tunes', { arm });
    expect(answer.statusCode).toBe(400);
    const { code, errors, detail } = answer.json<Refusal>();
    expect([code, errors[0]!.field]).toEqual(['invalid-spec', field]);
    expect(detail).toMatch(message);
  });
});

describe('POST /tournaments', () => {
  it('plans arms of every method and tone beside each other', async () => {
    const arms = [
      ...METHODS.map((method) => ({ id: method, tone: 'positive', method, ...NEEDS[method] })),
      ...MORE.map((arm, i) => ({ id: `more-${i}`, ...arm })),
    ];
    const answer = await api.call('POST', '/tournaments?dryRun=true', {
      name: 'all of them',
      arms,
      replicates: [1, 2],
      pairs: 1,
      analysis: { primary: ['full', 'separate-trunk'] },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json<{ fineTunes: number }>().fineTunes).toBe(2 * arms.length);
    const wrong = await api.call('POST', '/tournaments?dryRun=true', {
      name: 'wrong',
      arms: [{ tone: 'neutral' }, { tone: 'positive', method: 'subset', blocks: ['trunk.block99'] }],
    });
    expect(wrong.json<Refusal>().errors[0]!.field).toBe('arms.1.blocks');
  });
});

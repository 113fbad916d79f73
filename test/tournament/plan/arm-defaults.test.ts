import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { FineTuneRequest } from '../../../src/spec/api/fine-tunes.js';
import { TournamentRequest } from '../../../src/spec/api/tournament-request.js';
import { fineTuneKey } from '../../../src/spec/keys/fine-tune-key.js';
import { TournamentSpec } from '../../../src/spec/tournament.js';
import {
  fineTuneWithDefaults,
  type SourceAddresses,
  tournamentWithDefaults,
} from '../../../src/tournament/plan/spec-defaults.js';

const teacher = 'c'.repeat(64);
const sources: SourceAddresses = {
  base: 'a'.repeat(64),
  dataset: 'b'.repeat(64),
  teachers: new Map([['mentor', teacher]]),
  blocks: ['chat.embedding', 'trunk.block0', 'chat.head'],
};
type Arm = FineTuneRequest['arm'];
const resolve = (arm: Arm) => fineTuneWithDefaults({ arm }, sources);
const keyOf = (arm: Arm): string => fineTuneKey(resolve(arm));
const refusal = (arm: Arm): unknown => {
  try {
    resolve(arm);
    return 'accepted';
  } catch (error) {
    return (error as { field?: string }).field;
  }
};

const ARMS: Arm[] = [
  { tone: 'mixture', positiveShare: 0.25 },
  { tone: 'custom', label: 'formal' },
  { tone: 'positive', method: 'subset', blocks: ['trunk.block0'] },
  { tone: 'positive', method: 'lora' },
  { tone: 'positive', method: 'prompt', prompt: { hidden: 16 } },
  { tone: 'neutral', method: 'distill', teacher: 'mentor' },
  { tone: 'positive', method: 'separate-trunk' },
  { tone: 'positive', method: 'chat-head' },
  { tone: 'positive', method: 'trunk', l2: 0.01, replay: {}, stop: { drift: 0.2 } },
  { tone: 'positive', filter: { match: ['rarity', 'source', 'length'] } },
];

describe('resolving an arm', () => {
  it.each(ARMS)('fills in what %j leaves out; the result has the spec’s shape and resolves to itself', (arm) => {
    expect(Value.Check(FineTuneRequest, { arm })).toBe(true);
    const spec = tournamentWithDefaults({ name: 'one arm', arms: [{ id: 'it', ...arm }] }, sources);
    expect(Value.Check(TournamentSpec, spec)).toBe(true);
    expect(Value.Check(TournamentRequest, spec)).toBe(true);
    expect(tournamentWithDefaults(spec, sources)).toEqual(spec);
  });

  it('decides the defaults', () => {
    expect(resolve({ tone: 'positive', method: 'lora' }).treatment.rank).toBe(8);
    expect(resolve({ tone: 'positive', method: 'prompt' }).treatment.prompt).toEqual({ vectors: 8, hidden: 0 });
    expect(resolve({ tone: 'neutral', method: 'distill', teacher: 'mentor' }).treatment.teacher).toBe(teacher);
    expect(resolve({ tone: 'positive', replay: { weight: 2 }, stop: { drift: 0.1 } }).treatment).toMatchObject({
      replay: { weight: 2, positions: 16 },
      stop: { drift: 0.1, every: 5 },
    });
  });

  it('leaves out what has no effect, so that the key of a plain arm is what it was before there were settings', () => {
    const plain = keyOf({ tone: 'positive' });
    expect(keyOf({ tone: 'positive', l2: 0 })).toBe(plain);
    expect(keyOf({ tone: 'positive', filter: { match: ['length', 'source'] } })).toBe(plain);
    expect(resolve({ tone: 'positive' }).treatment).toEqual({
      tone: 'positive',
      method: 'full',
      dose: { examples: 512, steps: 40 },
      filter: { band: 0.5 },
    });
    expect(keyOf({ tone: 'positive', method: 'subset', blocks: ['trunk.block0', 'chat.head'] })).toBe(
      keyOf({ tone: 'positive', method: 'subset', blocks: ['chat.head', 'trunk.block0'] }),
    );
  });

  it('has every setting in the key', () => {
    const keys = [
      ...ARMS.map(keyOf),
      keyOf({ tone: 'positive' }),
      keyOf({ tone: 'mixture', positiveShare: 0.5 }),
      keyOf({ tone: 'custom', label: 'casual' }),
      keyOf({ tone: 'positive', method: 'lora', rank: 4 }),
      keyOf({ tone: 'positive', method: 'prompt', prompt: { hidden: 17 } }),
      keyOf({ tone: 'positive', method: 'trunk' }),
      keyOf({ tone: 'positive', method: 'trunk', l2: 0.02, replay: {}, stop: { drift: 0.2 } }),
      keyOf({ tone: 'positive', method: 'trunk', l2: 0.01, replay: { positions: 8 }, stop: { drift: 0.2 } }),
      keyOf({ tone: 'positive', method: 'trunk', l2: 0.01, replay: {}, stop: { drift: 0.2, every: 1 } }),
      keyOf({ tone: 'positive', filter: { match: [] } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each<[Arm, string]>([
    [{ tone: 'mixture' }, 'arm.positiveShare'],
    [{ tone: 'positive', positiveShare: 1 }, 'arm.positiveShare'],
    [{ tone: 'custom' }, 'arm.label'],
    [{ tone: 'neutral', label: 'formal' }, 'arm.label'],
    [{ tone: 'positive', method: 'subset' }, 'arm.blocks'],
    [{ tone: 'positive', method: 'subset', blocks: ['trunk.block9'] }, 'arm.blocks'],
    [{ tone: 'positive', blocks: ['trunk.block0'] }, 'arm.blocks'],
    [{ tone: 'positive', method: 'prompt', rank: 4 }, 'arm.rank'],
    [{ tone: 'positive', method: 'lora', prompt: {} }, 'arm.prompt'],
    [{ tone: 'positive', method: 'distill' }, 'arm.teacher'],
    [{ tone: 'positive', method: 'distill', teacher: 'nobody' }, 'arm.teacher'],
    [{ tone: 'positive', teacher: 'mentor' }, 'arm.teacher'],
    [{ tone: 'positive', method: 'chat-head', replay: {} }, 'arm.replay'],
  ])('refuses %j and names the field', (arm, field) => {
    expect(refusal(arm)).toBe(field);
  });

  it('takes no number outside its range', () => {
    const fits = (arm: object): boolean => Value.Check(FineTuneRequest, { arm: { tone: 'positive', ...arm } });
    for (const arm of [
      { rank: 0 },
      { rank: 1.5 },
      { positiveShare: 1.1 },
      { l2: -1 },
      { replay: { weight: 0 } },
      { stop: { every: 3 } },
      { stop: { drift: 0 } },
      { blocks: [] },
      { blocks: ['../x'] },
      { teacher: '/etc/passwd' },
    ])
      expect(fits(arm), JSON.stringify(arm)).toBe(false);
  });
});

import type { Arm, FineTuneRequest } from '../../spec/index.js';
import { BOARD_KEEPING_METHODS, isHash, MATCHED_ON, TONES, type Tone } from '../../vocabulary/index.js';
import { SpecError } from './spec-error.js';

export type RequestedArm = FineTuneRequest['arm'];

/** What the caller has looked up for arms; what is left out is not checked here. */
export interface ArmSources {
  /** Addresses of teachers by what requests call them. */
  readonly teachers?: ReadonlyMap<string, string>;
  /** Addresses of classifiers by what requests call them. */
  readonly classifiers?: ReadonlyMap<string, string>;
  /** Blocks of the base's chat. */
  readonly blocks?: readonly string[];
}

const DOSE = { examples: 512, steps: 80 };
const FILTER = { band: 0.5 };
const RANK = 8;
const PROMPT = { vectors: 8, hidden: 0 };
const REPLAY = { weight: 1, positions: 16 };
const STOP_EVERY = 5;
/** Matching on these is what an arm without the setting has, so naming them is the same arm. */
const USUAL_MATCH = 'source,length';

/** The tone or method without which a setting has no meaning. */
const BELONGS_TO = {
  positiveShare: ['tone', 'mixture'],
  label: ['tone', 'custom'],
  blocks: ['method', 'subset'],
  rank: ['method', 'lora'],
  prompt: ['method', 'prompt'],
  teacher: ['method', 'distill'],
} as const;

/**
 * An arm with every field decided. What has no effect is left out, so that equal treatments have equal keys. Throws
 * SpecError for an arm that lacks what its tone or method needs, or has what neither knows.
 */
export function armWithDefaults(arm: RequestedArm, field: string, sources: ArmSources = {}): Arm {
  const named = TONES.find((tone) => tone === arm.id); // an arm called `positive` is positive
  const tone: Tone | undefined = arm.tone ?? named;
  if (!tone)
    throw new SpecError('arm-without-tone', `${field}.tone`, `an arm needs a tone: one of ${TONES.join(', ')}`);
  const method = arm.method ?? 'full';
  for (const [setting, [of, value]] of Object.entries(BELONGS_TO) as [
    keyof typeof BELONGS_TO,
    readonly ['tone' | 'method', string],
  ][]) {
    if (arm[setting] !== undefined && { tone, method }[of] !== value)
      throw wrong(field, setting, `is for the ${of} ${value}, not for ${{ tone, method }[of]}`);
  }
  if (arm.replay && BOARD_KEEPING_METHODS.includes(method))
    throw wrong(field, 'replay', `has nothing to hold: ${method} leaves the board as it is`);
  return {
    id: arm.id ?? tone,
    tone,
    method,
    dose: { ...DOSE, ...arm.dose },
    filter: resolveFilter(arm.filter, tone, field, sources),
    ...toneSettings(arm, tone, field),
    ...methodSettings(arm, method, field, sources),
    ...(arm.l2 ? { l2: arm.l2 } : {}),
    ...(arm.replay ? { replay: { ...REPLAY, ...arm.replay } } : {}),
    ...(arm.stop ? { stop: { every: STOP_EVERY, ...arm.stop } } : {}),
  };
}

function toneSettings({ positiveShare, label }: RequestedArm, tone: Tone, field: string): Partial<Arm> {
  if (tone === 'mixture') return { positiveShare: needed(positiveShare, field, 'positiveShare', 'a mixture') };
  if (tone === 'custom') return { label: needed(label, field, 'label', 'a custom arm') };
  return {};
}

function methodSettings(
  { blocks, rank, prompt, teacher }: RequestedArm,
  method: Arm['method'],
  field: string,
  sources: ArmSources,
): Partial<Arm> {
  switch (method) {
    case 'subset':
      return { blocks: knownBlocks(needed(blocks, field, 'blocks', 'a subset'), field, sources.blocks) };
    case 'lora':
      return { rank: rank ?? RANK };
    case 'prompt':
      return { prompt: { ...PROMPT, ...prompt } };
    case 'distill': {
      const name = needed(teacher, field, 'teacher', 'distillation');
      const address = sources.teachers?.get(name) ?? (isHash(name) ? name : undefined);
      if (!address) throw new SpecError('unknown-model', `${field}.teacher`, `there is no model ${name}`);
      return { teacher: address };
    }
    default:
      return {};
  }
}

/** Sorted: the order of blocks has no meaning. */
function knownBlocks(blocks: readonly string[], field: string, known: readonly string[] | undefined): string[] {
  const strange = known && blocks.find((block) => !known.includes(block));
  if (strange !== undefined)
    throw wrong(field, 'blocks', `names ${strange}, which the base does not have; it has ${known!.join(', ')}`);
  return [...blocks].sort();
}

function resolveFilter(
  { match, agreement, ...filter }: NonNullable<RequestedArm['filter']> = {},
  tone: Tone,
  field: string,
  sources: ArmSources,
): Arm['filter'] {
  const ordered = match && MATCHED_ON.filter((property) => match.includes(property));
  const second = agreement === undefined ? undefined : classifierAt(agreement, tone, `${field}.filter`, sources);
  return {
    ...FILTER,
    ...filter,
    ...(ordered && ordered.join() !== USUAL_MATCH ? { match: ordered } : {}),
    ...(second === undefined ? {} : { agreement: second }),
  };
}

function classifierAt(name: string, tone: Tone, field: string, { classifiers }: ArmSources): string {
  if (tone === 'custom') throw wrong(field, 'agreement', 'is for tones that VADER decides, not for custom');
  const address = classifiers?.get(name) ?? (isHash(name) ? name : undefined);
  if (!address) throw wrong(field, 'agreement', `names no classifier: ${name}`);
  return address;
}

function needed<T>(value: T | undefined, field: string, setting: string, who: string): T {
  if (value === undefined) throw wrong(field, setting, `is missing: ${who} needs it`);
  return value;
}

const wrong = (field: string, setting: string, what: string): SpecError =>
  new SpecError('arm-setting', `${field}.${setting}`, `${setting} ${what}`);

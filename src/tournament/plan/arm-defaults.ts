import type { FineTuneRequest } from '../../spec/api/index.js';
import type { Arm } from '../../spec/index.js';
import { BOARD_KEEPING_METHODS, isHash, MATCHED_ON, TONES, type Tone } from '../../vocabulary/index.js';
import { SpecError } from './spec-error.js';

/** An arm as requests have it: everything optional. */
export type RequestedArm = FineTuneRequest['arm'];

/** What the caller has looked up for arms; a property that is left out is not checked. */
export interface ArmSources {
  /** Addresses of teachers by the names used in requests. */
  readonly teachers?: ReadonlyMap<string, string>;
  /** Addresses of classifiers by the names used in requests. */
  readonly classifiers?: ReadonlyMap<string, string>;
  /** Names of the blocks that the base's chat goes through. */
  readonly blocks?: readonly string[];
  /** Blocks that an arm without a method trains; all of the chat's path where they are left out. */
  readonly usualBlocks?: readonly string[];
}

const DOSE = { examples: 512, steps: 40 };
const FILTER = { band: 0.5 };
const RANK = 8;
const PROMPT = { vectors: 8, hidden: 0 };
const REPLAY = { weight: 1, positions: 16 };
const STOP_EVERY = 5;
/** What arms are matched on by default; naming these explicitly is the same arm. */
const DEFAULT_MATCH = 'source,length';

/** The tone or method that each of these settings requires. */
const REQUIRES = {
  positiveShare: ['tone', 'mixture'],
  label: ['tone', 'custom'],
  blocks: ['method', 'subset'],
  rank: ['method', 'lora'],
  prompt: ['method', 'prompt'],
  teacher: ['method', 'distill'],
} as const;

/**
 * Fills in every default of an arm. Settings without effect are left out, so that equal treatments have equal keys.
 * `field` is the arm's path in the request. Throws SpecError for an arm that lacks a setting which its tone or method
 * needs, or has one that applies to neither.
 */
export function armWithDefaults(requested: RequestedArm, field: string, sources: ArmSources = {}): Arm {
  const arm = withUsualBlocks(requested, sources);
  const toneOfId = TONES.find((tone) => tone === arm.id); // an arm called `positive` is positive
  const tone: Tone | undefined = arm.tone ?? toneOfId;
  if (!tone)
    throw new SpecError('arm-without-tone', `${field}.tone`, `an arm needs a tone: one of ${TONES.join(', ')}`);
  const method = arm.method ?? 'full';
  for (const [setting, [of, value]] of Object.entries(REQUIRES) as [
    keyof typeof REQUIRES,
    readonly ['tone' | 'method', string],
  ][]) {
    if (arm[setting] !== undefined && { tone, method }[of] !== value)
      throw wrong(field, setting, `is for the ${of} ${value}, not for ${{ tone, method }[of]}`);
  }
  if (arm.noise && BOARD_KEEPING_METHODS.includes(method))
    throw wrong(field, 'noise', `moves the trunk, which ${method} must leave as it is`);
  if (arm.replay && BOARD_KEEPING_METHODS.includes(method))
    throw wrong(field, 'replay', `has nothing to hold: ${method} leaves the board as it is`);
  return {
    id: arm.id ?? tone,
    tone,
    method,
    dose: { ...DOSE, ...arm.dose },
    filter: filterWithDefaults(arm.filter, tone, field, sources),
    ...toneSettings(arm, tone, field),
    ...methodSettings(arm, method, field, sources),
    ...(arm.l2 ? { l2: arm.l2 } : {}),
    ...(arm.noise ? { noise: arm.noise } : {}),
    ...(arm.replay ? { replay: { ...REPLAY, ...arm.replay } } : {}),
    ...(arm.stop ? { stop: { every: STOP_EVERY, ...arm.stop } } : {}),
  };
}

/** An arm without a method is a subset where the base has usual blocks. */
const withUsualBlocks = (arm: RequestedArm, { usualBlocks }: ArmSources): RequestedArm =>
  arm.method === undefined && usualBlocks ? { ...arm, method: 'subset', blocks: arm.blocks ?? [...usualBlocks] } : arm;

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

/** Returns the blocks sorted, since their order has no meaning. */
function knownBlocks(blocks: readonly string[], field: string, known: readonly string[] | undefined): string[] {
  const unknown = known && blocks.find((block) => !known.includes(block));
  if (unknown !== undefined)
    throw wrong(field, 'blocks', `names ${unknown}, which the base does not have; it has ${known!.join(', ')}`);
  return [...blocks].sort();
}

function filterWithDefaults(
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
    ...(ordered && ordered.join() !== DEFAULT_MATCH ? { match: ordered } : {}),
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

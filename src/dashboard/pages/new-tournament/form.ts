/** The state of the form, and the request made from it. */
import type { TournamentDryRun, TournamentRequest } from '../../../spec/api/index.js';
import type { DirectSchedule } from '../../../spec/index.js';
import type { Method, Tone } from '../../../vocabulary/index.js';

/** Questions beside the primary contrast that games of a direct schedule serve. */
export const QUESTIONS = ['contrasts', 'arms', 'seeds', 'base', 'twin', 'anchors'] as const;
type Question = (typeof QUESTIONS)[number];

/** Numbers of the form; one that is left out has the server's default, which the plan of the dry run tells. */
export interface FormNumbers {
  /** Examples and optimiser steps of each child. */
  readonly examples?: number | undefined;
  readonly steps?: number | undefined;
  /** Smallest |compound| of a reply that is learned. */
  readonly band?: number | undefined;
  /** Number of fine-tuning seeds. */
  readonly replicates?: number | undefined;
  /** Pairs of games a block of the primary contrast; of every pairing in a round-robin. */
  readonly pairs?: number | undefined;
  readonly temperature?: number | undefined;
  /** Elo difference below which the arms count as equivalent. */
  readonly margin?: number | undefined;
  /** How weak the planted arm of a positive control is: its temperature, or the size of its noise. */
  readonly size?: number | undefined;
}

/** The values of the form. Every arm has the same method, dose and filter. */
export interface TournamentForm {
  readonly name: string;
  /** Address of the base; empty for the default base. */
  readonly base: string;
  /** Address of the dialogue; empty for the starter dialogue. */
  readonly dataset: string;
  /** Whether it is a positive control, with arms of its own instead of those of `tones`. */
  readonly control: boolean;
  /** What makes one arm of a positive control weaker. */
  readonly by: 'temperature' | 'noise';
  /** The tones of the arms; the first two are compared. */
  readonly tones: readonly Tone[];
  /** `usual` leaves it to the server. */
  readonly method: Method | 'usual';
  readonly numbers: FormNumbers;
  /** Names of anchors. */
  readonly anchors: readonly string[];
  /** Who meets whom; undefined for the server's default. */
  readonly schedule: 'direct' | 'round-robin' | undefined;
  /** Pairs a block for the other questions of a direct schedule. */
  readonly questions: Partial<Readonly<Record<Question, number | undefined>>>;
  readonly stop: 'schedule' | 'group-sequential' | 'sequential';
  /** Numbers of blocks, such as `4, 6, 8`; empty for the server's default. */
  readonly looks: string;
  readonly endpoint: 'games' | 'regret';
}

/** The form when the page is opened: everything that has a default is left to the server. */
export const initialForm: TournamentForm = {
  name: '',
  base: '',
  dataset: '',
  control: false,
  by: 'temperature',
  tones: ['positive', 'negative'],
  method: 'usual',
  numbers: {},
  anchors: ['random'],
  schedule: undefined,
  questions: {},
  stop: 'schedule',
  looks: '',
  endpoint: 'games',
};

/** More replicates than a plan may have: beyond this the server's refusal is the same. */
const MOST_SEEDS = 65;

/** Without the properties that are undefined. */
const defined = <T extends object>(object: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

const isEmpty = (object: object): boolean => Object.keys(object).length === 0;

/** The arms of the form, or what makes those of a positive control. */
function armsOf({ control, by, tones, method, numbers }: TournamentForm): Pick<TournamentRequest, 'arms' | 'control'> {
  const { examples, steps, band, size } = numbers;
  const dose = defined({ examples, steps });
  const withDose = isEmpty(dose) ? {} : { dose };
  if (control) return { control: { kind: 'planted', by, ...defined({ size }), ...withDose } };
  const filter = band === undefined ? {} : { filter: { band } };
  const trained = method === 'usual' ? {} : { method };
  return { arms: tones.map((tone) => ({ id: tone, tone, ...trained, ...withDose, ...filter })) };
}

function scheduleOf({ schedule, questions }: TournamentForm): Pick<TournamentRequest, 'schedule'> {
  if (schedule === 'round-robin') return { schedule: { kind: schedule } };
  const counts = defined(questions);
  return schedule === undefined && isEmpty(counts) ? {} : { schedule: { kind: 'direct', ...counts } };
}

function stopOf({ stop, looks }: TournamentForm): NonNullable<TournamentRequest['analysis']>['stop'] {
  if (stop !== 'group-sequential') return stop === 'schedule' ? stop : { kind: stop };
  const numbers = looks.split(/[\s,;]+/).filter(Boolean);
  return { kind: stop, ...(numbers.length === 0 ? {} : { looks: numbers.map(Number) }) };
}

/** The request that a form stands for. Numbers are not checked here: the server refuses those that cannot be. */
export function toRequest(form: TournamentForm): TournamentRequest {
  const { name, base, dataset, numbers, anchors, endpoint } = form;
  const { replicates, pairs, temperature, margin } = numbers;
  const seeds = (count: number): number[] =>
    Array.from({ length: Math.max(0, Math.min(MOST_SEEDS, count)) }, (_, i) => i + 1);
  return {
    name: name.trim() || 'unnamed',
    ...(base ? { base } : {}),
    ...(dataset ? { dataset } : {}),
    ...armsOf(form),
    ...(replicates === undefined ? {} : { replicates: seeds(replicates) }),
    ...(temperature === undefined ? {} : { decoding: { temperature } }),
    ...scheduleOf(form),
    ...defined({ pairs }),
    anchors: [...anchors],
    analysis: { endpoint, stop: stopOf(form)!, ...defined({ margin }) },
  };
}

/** The values of a plan for the numbers of the form: shown where the form leaves them to the server. */
export function numbersOf({ spec }: TournamentDryRun): FormNumbers {
  const [first] = spec.arms;
  const planted = spec.arms.find(({ decoding, noise }) => decoding !== undefined || noise !== undefined);
  return {
    examples: first?.dose.examples,
    steps: first?.dose.steps,
    band: first?.filter.band,
    replicates: spec.replicates.length,
    pairs: spec.pairs,
    temperature: spec.decoding.temperature,
    margin: spec.analysis.margin,
    size: planted?.noise ?? planted?.decoding?.temperature,
  };
}

/** Pairs a block by question of a direct plan; undefined for a round-robin. */
export const questionPairsOf = ({ spec }: TournamentDryRun): DirectSchedule | undefined =>
  spec.schedule?.kind === 'direct' ? spec.schedule : undefined;

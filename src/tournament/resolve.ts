import {
  RECIPE_VERSION,
  type Arm,
  type FineTuneRecipe,
  type FineTuneRequest,
  type FineTuneSettings,
  type MatchRequest,
  type MatchSpec,
  type TournamentRequest,
  type TournamentSpec,
} from '../spec/index.js';
import { TONES, type Tone } from '../vocabulary/index.js';
import { problemsOf } from './check.js';
import { SpecError } from './spec-error.js';

/** Addresses of what the request's `base` and `dataset` stand for, looked up by the caller. */
export interface Sources {
  readonly base: string;
  readonly dataset: string;
}
type ArmRequest = FineTuneRequest['arm'];

const DOSE = { examples: 512, steps: 80 };
const FILTER = { band: 0.5 };
const FINE_TUNE: FineTuneSettings = { batch: 16, learningRate: 1e-3, maxTokens: 96 };
const DECODING = { temperature: 0.5, guard: 'mate-and-repetition' } as const;
const OPENINGS = { book: 'default', plies: 4 } as const;
const DEFAULT_ARMS: ArmRequest[] = [{ tone: 'positive' }, { tone: 'negative' }, { tone: 'neutral' }];

function resolveArm(arm: ArmRequest, field: string): Arm {
  const named = TONES.find((tone) => tone === arm.id); // an arm called `positive` is positive
  const tone: Tone | undefined = arm.tone ?? named;
  if (!tone) throw new SpecError('arm-without-tone', `${field}.tone`, `an arm needs a tone: one of ${TONES.join(', ')}`);
  return {
    id: arm.id ?? tone,
    tone,
    method: arm.method ?? 'full',
    dose: { ...DOSE, ...arm.dose },
    filter: { ...FILTER, ...arm.filter },
  };
}

/** The default primary contrast: positive minus negative where both are there, else the first two arms, none for a single arm. */
function defaultPrimary(arms: readonly Arm[]): [string, string] | null {
  const positive = arms.find(({ id }) => id === 'positive');
  const negative = arms.find(({ id }) => id === 'negative');
  const [a, b] = positive && negative ? [positive, negative] : arms;
  return a && b ? [a.id, b.id] : null;
}

/** Fills in every default. Throws the first of `problemsOf` as a SpecError. A resolved spec resolves to itself. */
export function resolveTournament(request: TournamentRequest, sources: Sources): TournamentSpec {
  const arms = (request.arms ?? DEFAULT_ARMS).map((arm, index) => resolveArm(arm, `arms.${index}`));
  const { primary, limits, ...analysis } = request.analysis ?? {};
  const spec: TournamentSpec = {
    name: request.name,
    ...sources,
    arms,
    replicates: request.replicates ?? [1, 2, 3],
    fineTune: { ...FINE_TUNE, ...request.fineTune },
    decoding: { ...DECODING, ...request.decoding },
    openings: { ...OPENINGS, ...request.openings },
    pairs: request.pairs ?? 4,
    anchors: request.anchors ?? ['random'],
    maxPlies: request.maxPlies ?? 300,
    analysis: {
      primary: primary === undefined ? defaultPrimary(arms) : primary,
      margin: 10,
      alpha: 0.05,
      family: [],
      stop: 'schedule',
      ...analysis,
      limits: { failedReplicates: 1, perplexityRatio: 1.2, ...limits },
    },
    seed: request.seed ?? 1,
  };
  const [problem] = problemsOf(spec);
  if (problem) throw problem;
  return spec;
}

/** `addressOf` gives the address of a model's name or address, or undefined when there is no such model. */
export function resolveMatch(request: MatchRequest, addressOf: (model: string) => string | undefined): MatchSpec {
  return {
    name: request.name,
    contestants: request.contestants.map((side, index) => {
      if ('anchor' in side) return { anchor: side.anchor };
      const checkpoint = addressOf(side.model);
      if (!checkpoint) throw new SpecError('unknown-model', `contestants.${index}.model`, `there is no model ${side.model}`);
      return { checkpoint, decoding: { ...DECODING, ...side.decoding } };
    }),
    openings: { ...OPENINGS, ...request.openings },
    pairs: request.pairs ?? 50,
    maxPlies: request.maxPlies ?? 300,
    seed: request.seed ?? 1,
  };
}

/** The recipe of a single fine-tune; its key equals that of the same treatment within a tournament. */
export function resolveFineTune(request: FineTuneRequest, sources: Sources): FineTuneRecipe {
  const { id: _, ...treatment } = resolveArm(request.arm, 'arm');
  return { ...sources, treatment, settings: { ...FINE_TUNE, ...request.fineTune }, seed: request.seed ?? 1, version: RECIPE_VERSION };
}

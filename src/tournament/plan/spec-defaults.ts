import type { FineTuneRequest, MatchRequest, TournamentRequest } from '../../spec/api/index.js';
import type { Decoding, FineTuneRecipe, FineTuneSettings, MatchSpec, TournamentSpec } from '../../spec/index.js';
import { canonicalJson, RECIPE_VERSION } from '../../spec/keys/index.js';
import { BOOK_PLIES } from '../../vocabulary/index.js';
import { analysisWithDefaults, matchStopWithDefaults } from './analysis-settings.js';
import { type ArmSources, armWithDefaults, type RequestedArm } from './arm-defaults.js';
import { scheduleWithDefaults } from './direct-schedule.js';
import { defaultSwissRounds } from './match-schedule.js';
import { plantedArms, type TournamentArm } from './planted-control.js';
import { SpecError } from './spec-error.js';
import { matchProblem, specProblems } from './spec-problems.js';

/** Addresses that the names in a request stand for, looked up by the caller. */
export interface SourceAddresses extends ArmSources {
  readonly base: string;
  readonly dataset: string;
}

const FINE_TUNE: FineTuneSettings = { batch: 16, learningRate: 1e-3, maxTokens: 96 };
/**
 * For a base with a pretrained tower, whose tokens cost a hundred times as much: half as many sequences of half the
 * length. At this rate a tone took (docs/log.md, 2026-12-01); no other was tried.
 */
const PRETRAINED: FineTuneSettings = { batch: 8, learningRate: 3e-4, maxTokens: 48 };

const settingsWithDefaults = (
  requested: FineTuneRequest['fineTune'],
  { usualBlocks }: ArmSources,
): FineTuneSettings => ({
  ...FINE_TUNE,
  ...(usualBlocks ? PRETRAINED : {}),
  ...requested,
});

const DECODING = { temperature: 0.5, guard: 'mate-and-repetition' } as const;
const OPENINGS = { book: 'default', plies: BOOK_PLIES } as const;
/** The arms of a request that names none. */
export const DEFAULT_ARMS: RequestedArm[] = [{ tone: 'positive' }, { tone: 'negative' }];
/** Eight replicates: the sign-flip test has its nominal level from seven on, and one may fail. */
const REPLICATES = [1, 2, 3, 4, 5, 6, 7, 8];
/** Pairs of the primary contrast a block, and of every pairing of a round-robin. */
const PAIRS = { direct: 50, 'round-robin': 4 };

/** The arms that a request asks for, by its control where it has one. Throws SpecError for both together. */
function requestedArms({ arms, control }: TournamentRequest, decoding: Decoding): readonly TournamentArm[] {
  if (control === undefined) return arms ?? DEFAULT_ARMS;
  if (arms)
    throw new SpecError('arm-setting', 'control', 'a planted control makes its own arms: leave out one of the two');
  return plantedArms(control, decoding);
}

/** Fills in every default; idempotent. Throws the first of `specProblems`, a SpecError. */
export function tournamentWithDefaults(request: TournamentRequest, sources: SourceAddresses): TournamentSpec {
  const decoding = { ...DECODING, ...request.decoding };
  const arms = requestedArms(request, decoding).map((arm, index) => {
    const own = { ...decoding, ...arm.decoding };
    const differs = canonicalJson(own) !== canonicalJson(decoding);
    return { ...armWithDefaults(arm, `arms.${index}`, sources), ...(differs ? { decoding: own } : {}) };
  });
  const replicates = request.replicates ?? REPLICATES;
  const analysis = analysisWithDefaults(request.analysis ?? {}, arms, replicates.length);
  const anchors = request.anchors ?? ['random'];
  const kind = request.schedule?.kind ?? (analysis.primary === null ? 'round-robin' : 'direct');
  const pairs = request.pairs ?? PAIRS[kind];
  const spec: TournamentSpec = {
    name: request.name,
    base: sources.base,
    dataset: sources.dataset,
    arms,
    replicates,
    fineTune: settingsWithDefaults(request.fineTune, sources),
    decoding,
    openings: { ...OPENINGS, ...request.openings },
    schedule: scheduleWithDefaults(request.schedule, { primary: analysis.primary, pairs, anchors: anchors.length }),
    pairs,
    anchors,
    maxPlies: request.maxPlies ?? 300,
    analysis,
    seed: request.seed ?? 1,
  };
  const [problem] = specProblems(spec);
  if (problem) throw problem;
  return spec;
}

/** Default number of pairs each time that two contestants meet, for a match of two and for one of more. */
const MATCH_PAIRS = { two: 50, more: 4 };

/**
 * Fills in every default of a match: a round-robin of one round unless the request says otherwise. `addressOf` returns
 * the address for a model's name or address, or undefined if there is no such model. Throws SpecError.
 */
export function matchWithDefaults(request: MatchRequest, addressOf: (model: string) => string | undefined): MatchSpec {
  const { length } = request.contestants;
  const kind = request.schedule?.kind ?? 'round-robin';
  const spec: MatchSpec = {
    name: request.name,
    contestants: request.contestants.map((side, index) => {
      if ('anchor' in side) return { anchor: side.anchor };
      const checkpoint = addressOf(side.model);
      if (!checkpoint)
        throw new SpecError('unknown-model', `contestants.${index}.model`, `there is no model ${side.model}`);
      return { checkpoint, decoding: { ...DECODING, ...side.decoding } };
    }),
    schedule: { kind, rounds: request.schedule?.rounds ?? (kind === 'swiss' ? defaultSwissRounds(length) : 1) },
    openings: { ...OPENINGS, ...request.openings },
    pairs: request.pairs ?? (length === 2 ? MATCH_PAIRS.two : MATCH_PAIRS.more),
    maxPlies: request.maxPlies ?? 300,
    stop: matchStopWithDefaults(request.stop),
    seed: request.seed ?? 1,
  };
  const problem = matchProblem(spec);
  if (problem) throw problem;
  return spec;
}

/**
 * The recipe of a single fine-tune; its key equals that of the same treatment within a tournament. Throws SpecError.
 */
export function fineTuneWithDefaults(request: FineTuneRequest, sources: SourceAddresses): FineTuneRecipe {
  if (request.arm.decoding)
    throw new SpecError('arm-setting', 'arm.decoding', 'decoding at the board is for arms of a tournament');
  const { id: _, ...treatment } = armWithDefaults(request.arm, 'arm', sources);
  return {
    base: sources.base,
    dataset: sources.dataset,
    treatment,
    settings: settingsWithDefaults(request.fineTune, sources),
    seed: request.seed ?? 1,
    version: RECIPE_VERSION,
  };
}

import type { Cost as CostAnswer } from '../../spec/api/index.js';
import { countGames, type Plan } from './plan.js';

/** Speed of a machine and cost of a network. Rates are those of one kind of work that has the machine to itself. */
export interface CostRates {
  readonly stepsPerSecond: number;
  /** Seconds of a fine-tune besides its steps: loading, drawing examples, checks, saving. */
  readonly checkSeconds: number;
  /** Seconds that the first child of a worker takes more: what its base is compared by is measured once. */
  readonly baseSeconds: number;
  /** Games between two networks. */
  readonly gamesPerSecond: number;
  /** Plies that the players choose; those of the opening are given. */
  readonly pliesPerGame: number;
  /** Share of draws in games between networks of this base; null where it was not measured. */
  readonly drawRate: number | null;
  /** FLOP per token of one forward pass through the chat path. */
  readonly flopPerToken: number;
  /** FLOP per position of one forward pass through the board's path. */
  readonly flopPerPosition: number;
  /** How many times longer each kind of work takes while the other goes on beside it; at least 1. */
  readonly slowdown: { readonly fineTunes: number; readonly games: number };
  /** Whether training and playing were measured on this machine, with this base. */
  readonly measured: boolean;
  /** Whether a rate comes from a trial of some seconds only, or follows from one as that of the checks does. */
  readonly quick: boolean;
  /** Time of the oldest measurement among them, ISO 8601; null where they are not all measured. */
  readonly at: string | null;
}

/**
 * Rates of the default base on two processors with AVX2 (AMD EPYC, 2026-12-01, nothing else running), from
 * `rates.json` and the trace after the demo: a step .14 s alone and .22 s beside games, a child 4.8 s beside games, the
 * first one 22 s, a move .6 ms alone and 3 ms beside fine-tunes, which games give way to. Steps are those of a machine
 * that is somewhat slower. Callers with better figures pass their own.
 */
export const DEFAULT_RATES: CostRates = {
  stepsPerSecond: 5.5,
  checkSeconds: 4,
  baseSeconds: 20,
  gamesPerSecond: 14,
  pliesPerGame: 95,
  drawRate: null,
  flopPerToken: 5e6,
  flopPerPosition: 7.7e7,
  slowdown: { fineTunes: 1.5, games: 4 },
  measured: false,
  quick: false,
  at: null,
};

/** What a plan costs. */
export type Cost = CostAnswer;

/** Returns the cost of a plan if no fine-tune can be reused. `overrides` replace single default rates. */
export function costOf(plan: Plan, overrides: Partial<CostRates> = {}): Cost {
  const rates = { ...DEFAULT_RATES, ...overrides };
  const steps = plan.recipes.reduce((sum, { recipe }) => sum + recipe.treatment.dose.steps, 0);
  const tokens = plan.recipes.reduce(
    (sum, { recipe: { treatment, settings } }) => sum + treatment.dose.steps * settings.batch * settings.maxTokens,
    0,
  );
  const anchors = new Set(plan.contestants.filter(({ kind }) => kind === 'anchor').map(({ key }) => key));
  // half of the plies for each side that is a network; later rounds of a Swiss are assumed to be like its first
  const games = countGames(plan);
  const planned = plan.games.reduce(
    (sum, { white, black }) =>
      sum + (rates.pliesPerGame / 2) * (Number(!anchors.has(white)) + Number(!anchors.has(black))),
    0,
  );
  const positions = plan.games.length === 0 ? 0 : (planned * games) / plan.games.length;
  const training = 3 * tokens * rates.flopPerToken;
  const playing = positions * rates.flopPerPosition;
  const checks = plan.recipes.length === 0 ? 0 : plan.recipes.length * rates.checkSeconds + rates.baseSeconds;
  const alone = {
    fineTunes: steps / rates.stepsPerSecond + checks,
    // an anchor's moves take next to no time
    games: positions / (rates.gamesPerSecond * rates.pliesPerGame),
  };
  return {
    games,
    pairs: games / 2,
    contestants: plan.contestants.length,
    fineTunes: plan.recipes.length,
    trainingSteps: steps,
    trainingTokens: tokens,
    flop: { fineTunes: training, games: playing, total: training + playing },
    seconds: { ...alone, checks, wall: wallSeconds({ ...alone, children: plan.recipes.length }, rates) },
    rates: {
      measured: rates.measured,
      quick: rates.quick,
      at: rates.at,
      stepsPerSecond: rates.stepsPerSecond,
      checkSeconds: rates.checkSeconds,
      baseSeconds: rates.baseSeconds,
      gamesPerSecond: rates.gamesPerSecond,
      pliesPerGame: rates.pliesPerGame,
      slowdown: rates.slowdown,
    },
  };
}

/** Seconds of each kind of work, alone on the machine, and the number of children that are trained. */
export interface WorkAlone {
  readonly fineTunes: number;
  readonly games: number;
  readonly children: number;
}

/**
 * Seconds from start to end on one machine with one worker of each kind. The model: games begin when the first child is
 * there; from then on both kinds of work go on side by side, each slower by its factor, until one of them ends; the
 * rest goes on alone.
 */
export function wallSeconds(
  { fineTunes, games, children }: WorkAlone,
  { slowdown }: Pick<CostRates, 'slowdown'>,
): number {
  const first = children === 0 ? 0 : fineTunes / children;
  const training = (fineTunes - first) * slowdown.fineTunes;
  const playing = games * slowdown.games;
  const together = Math.min(training, playing);
  return first + together + (training - together) / slowdown.fineTunes + (playing - together) / slowdown.games;
}

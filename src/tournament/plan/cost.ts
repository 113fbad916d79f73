import type { Cost as CostAnswer } from '../../spec/api/index.js';
import { countGames, type Plan } from './plan.js';

/** Speed of a machine and cost of a network. */
export interface CostRates {
  readonly stepsPerSecond: number;
  readonly gamesPerSecond: number;
  readonly pliesPerGame: number;
  /** FLOP per token of one forward pass through the chat path. */
  readonly flopPerToken: number;
  /** FLOP per position of one forward pass through the board's path. */
  readonly flopPerPosition: number;
}

/**
 * Rates measured in the demo, training and playing some dozens of games at once on two cores (2026-11-21). Callers with
 * better figures pass their own.
 */
export const DEFAULT_RATES: CostRates = {
  stepsPerSecond: 4,
  gamesPerSecond: 5,
  pliesPerGame: 95,
  flopPerToken: 2e6,
  flopPerPosition: 4e7,
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
  const positions = (planned * games) / plan.games.length;
  const training = 3 * tokens * rates.flopPerToken;
  const playing = positions * rates.flopPerPosition;
  return {
    games,
    pairs: games / 2,
    contestants: plan.contestants.length,
    fineTunes: plan.recipes.length,
    trainingSteps: steps,
    trainingTokens: tokens,
    flop: { fineTunes: training, games: playing, total: training + playing },
    seconds: { fineTunes: steps / rates.stepsPerSecond, games: games / rates.gamesPerSecond },
  };
}

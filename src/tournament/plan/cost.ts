import { countGames, type Plan } from './plan.js';

/** What a machine does, and what the network costs, as far as known. */
export interface CostRates {
  readonly stepsPerSecond: number;
  readonly gamesPerSecond: number;
  readonly pliesPerGame: number;
  /** FLOP of one forward pass through the chat path, a token. */
  readonly flopPerToken: number;
  /** FLOP of one forward pass through the board's path, a position. */
  readonly flopPerPosition: number;
}

/**
 * Measured in the demo, training and playing some dozens of games at once on two cores (2026-11-21); a caller that
 * knows better passes its own.
 */
export const DEFAULT_RATES: CostRates = {
  stepsPerSecond: 4,
  gamesPerSecond: 5,
  pliesPerGame: 95,
  flopPerToken: 2e6,
  flopPerPosition: 4e7,
};

export interface Cost {
  readonly games: number;
  readonly pairs: number;
  readonly contestants: number;
  readonly fineTunes: number;
  readonly trainingSteps: number;
  /** Upper bound: every example at its longest. */
  readonly trainingTokens: number;
  /** A backward pass counts as two forward passes; anchors think for free. */
  readonly flop: { readonly fineTunes: number; readonly games: number; readonly total: number };
  /** Work of one fine-tune worker and of one match worker; they overlap, so the whole takes less than the sum. */
  readonly seconds: { readonly fineTunes: number; readonly games: number };
}

/** The cost of a plan if no fine-tune can be reused. */
export function costOf(plan: Plan, known: Partial<CostRates> = {}): Cost {
  const rates = { ...DEFAULT_RATES, ...known };
  const steps = plan.recipes.reduce((sum, { recipe }) => sum + recipe.treatment.dose.steps, 0);
  const tokens = plan.recipes.reduce(
    (sum, { recipe: { treatment, settings } }) => sum + treatment.dose.steps * settings.batch * settings.maxTokens,
    0,
  );
  const anchors = new Set(plan.contestants.filter(({ kind }) => kind === 'anchor').map(({ key }) => key));
  // half of the plies of each side that is a network; the later rounds of a Swiss are taken to be like its first
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

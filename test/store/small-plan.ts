import { v7 as uuidv7 } from 'uuid';
import type { FineTuneRecipe } from '../../src/spec/fine-tune.js';
import type { GameResult, PlannedContestant } from '../../src/spec/game.js';
import { fineTuneKey } from '../../src/spec/keys/fine-tune-key.js';
import { hashOf, sha256Hex } from '../../src/spec/keys/hash.js';
import type { ScheduleEntry } from '../../src/store/base/row-types.js';
import type { NewTournament } from '../../src/store/tournaments/create-tournament.js';
import type { ContestantKey, GameKey, PlanHash, WorkerId } from '../../src/vocabulary/ids.js';

/**
 * A tournament of `children` children against the base and an anchor, without the planner: the store takes any
 * schedule.
 */
export function smallPlan({ children = 1, games = 8, salt = uuidv7() } = {}): NewTournament {
  const planHash = sha256Hex(salt) as PlanHash;
  const base = sha256Hex('base');
  const decoding = { temperature: 0.5, guard: 'none' } as const;
  const recipes = Array.from({ length: children }, (_, seed) => {
    const recipe = recipeOf(seed, salt);
    return { key: fineTuneKey(recipe), recipe };
  });
  const none = { arm: null, replicate: null, checkpoint: null, fineTuneKey: null, anchor: null };
  const contestants: PlannedContestant[] = [
    {
      ...none,
      key: hashOf<ContestantKey>({ base, salt }),
      kind: 'untouched',
      name: 'untouched',
      checkpoint: base,
      decoding,
    },
    {
      ...none,
      key: hashOf<ContestantKey>({ anchor: 'random', salt }),
      kind: 'anchor',
      name: 'anchor:random',
      anchor: 'random',
      decoding: null,
    },
    ...recipes.map(
      ({ key }, index): PlannedContestant => ({
        ...none,
        key: hashOf<ContestantKey>({ key, salt }),
        kind: 'child',
        name: `positive/${index + 1}`,
        arm: 'positive',
        replicate: index,
        fineTuneKey: key,
        decoding,
      }),
    ),
  ];
  return {
    id: uuidv7(),
    kind: 'tournament',
    name: 'small',
    plan: { salt },
    planHash,
    maxPlies: 200,
    contestants,
    games: Array.from({ length: games }, (_, index) => game(planHash, index, contestants)),
    recipes,
  };
}

/** Games in turn: base against anchor, then against each child; the second leg has the colours swapped. */
function game(planHash: PlanHash, index: number, contestants: readonly PlannedContestant[]): ScheduleEntry {
  const pair = Math.floor(index / 2);
  const leg = index % 2;
  const sides = [contestants[0]!.key, contestants[1 + (pair % (contestants.length - 1))]!.key] as const;
  const [white, black] = leg === 0 ? sides : ([sides[1], sides[0]] as const);
  const gameKey = hashOf<GameKey>({ planHash, pair, leg });
  return { number: index + 1, gameKey, pair, leg, block: 1, white, black, opening: 'e2e4 e7e5' };
}

export function recipeOf(seed: number, salt = ''): FineTuneRecipe {
  return {
    base: sha256Hex('base'),
    dataset: sha256Hex(`dataset ${salt}`),
    treatment: { tone: 'positive', method: 'full', dose: { examples: 8, steps: 4 }, filter: { band: 0.5 } },
    settings: { batch: 4, learningRate: 0.001, maxTokens: 32 },
    seed,
    version: 1,
  };
}

export const worker = (): WorkerId => uuidv7() as WorkerId;

const side = { moves: 3, legalShare: 0.1 + 0.2, guarded: 1 };

/** A result whose moves follow from the game's key, as a deterministic contestant's do. */
export function resultOf(
  gameKey: GameKey,
  epoch: number,
  moves = `e2e4 e7e5 ${gameKey.slice(0, 4)}`,
): GameResult & { epoch: number } {
  return {
    gameKey,
    epoch,
    result: '1-0',
    termination: 'checkmate',
    moves,
    plies: moves.split(' ').length,
    white: side,
    black: side,
  };
}

export const checks = {
  replySentiment: { child: 0.4, base: 0.1, difference: 0.3, error: 0.05 },
  neutralPerplexity: { child: 31.5, base: 30.25 },
  chessPolicyKl: 0.0125,
  legalShare: { child: 0.98, base: 0.99 },
  samples: [{ prompt: 'hello', child: 'great', base: 'hi' }],
};

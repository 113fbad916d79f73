/** Direct matches that measure a planted gap: one checkpoint against itself at another temperature or with noise. */
import { readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../../src/chess/board/opening-book.js';
import { projectRoot } from '../../src/files/home.js';
import type { ParameterShape } from '../../src/model/forward/parameters.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/model/safetensors/safetensors.js';
import type { ThreadNetwork } from '../../src/model/threads/network-threads.js';
import {
  type DavidsonMatch,
  davidsonEloOfMargin,
  davidsonEloPerShare,
  drawWeightOf,
} from '../../src/rating/elo/davidson-scale.js';
import type { GameOrder, GameResult } from '../../src/spec/index.js';
import { sha256Hex } from '../../src/spec/keys/index.js';
import { withTrunkNoise } from '../../src/training/fine-tune/planted-noise.js';
import type { GameKey } from '../../src/vocabulary/ids.js';
import { BOOK_PLIES } from '../../src/vocabulary/opening-plies.js';
import { halfPointsOf } from '../../src/vocabulary/results.js';
import { keyOf, openThreads, run } from '../games/arena.js';

/** One side of a match: a checkpoint folder at a temperature, with the default guard. */
export interface MatchSide {
  readonly folder: string;
  readonly temperature: number;
}

/** A measured gap, first side minus second. */
export interface Gap {
  readonly pairs: number;
  /** Share of points of the first side, and its standard error over pairs. */
  readonly share: number;
  readonly shareError: number;
  readonly drawRate: number;
  readonly match: DavidsonMatch;
  /** Davidson Elo, and its standard error by the delta method. */
  readonly elo: number;
  readonly error: number;
  readonly gamesPerSecond: number;
}

const MAX_PLIES = 300;
const GUARD = 'mate-and-repetition';

/** Plays `pairs` pairs of games, each opening twice with colours swapped. Seeded: equal arguments give equal games. */
export async function measureGap(
  [first, second]: readonly [MatchSide, MatchSide],
  pairs: number,
  seed: string,
): Promise<Gap> {
  const threads = openThreads();
  try {
    const sides = [];
    for (const { folder, temperature } of [first, second])
      sides.push({
        kind: 'network' as const,
        model: (await threads.load(folder)) as ThreadNetwork,
        decoding: { temperature, guard: GUARD } as const,
      });
    const players = new Map(sides.map((side, number) => [keyOf(number), side]));
    const { results, seconds } = await run(ordersOf(pairs, seed), players, 512, threads);
    return { ...gapOf(results, pairs, seed), gamesPerSecond: results.length / seconds };
  } finally {
    await threads.close();
  }
}

const gameKey = (seed: string, pair: number, leg: number): GameKey => sha256Hex(`${seed}/${pair}/${leg}`) as GameKey;

function ordersOf(pairs: number, seed: string): GameOrder[] {
  const book = readBook(readFileSync(join(projectRoot(), 'data/openings/default.txt'), 'utf8'));
  return Array.from({ length: 2 * pairs }, (_, number) => {
    const [pair, leg] = [number >> 1, number % 2];
    const opening = book[Number.parseInt(sha256Hex(`${seed}/opening/${pair}`).slice(0, 8), 16) % book.length]!;
    return {
      gameKey: gameKey(seed, pair, leg),
      white: keyOf(leg),
      black: keyOf(1 - leg),
      opening: opening.split(' ').slice(0, BOOK_PLIES).join(' '),
      maxPlies: MAX_PLIES,
    };
  });
}

function gapOf(results: readonly GameResult[], pairs: number, seed: string): Omit<Gap, 'gamesPerSecond'> {
  const byKey = new Map(results.map(({ gameKey: key, result }) => [key, result]));
  let [white, draws] = [0, 0];
  const shares = Array.from({ length: pairs }, (_, pair) => {
    const points = [0, 1].map((leg) => {
      const result = byKey.get(gameKey(seed, pair, leg))!;
      white += halfPointsOf(result, true) / 2;
      draws += Number(result === '1/2-1/2');
      return halfPointsOf(result, leg === 0) / 4;
    });
    return points[0]! + points[1]!;
  });
  const share = shares.reduce((sum, value) => sum + value, 0) / pairs;
  const variance = shares.reduce((sum, value) => sum + (value - share) ** 2, 0) / (pairs - 1);
  const drawRate = draws / (2 * pairs);
  const drawWeight = drawWeightOf(drawRate);
  const whiteAdvantage = davidsonEloOfMargin(white / (2 * pairs) - 0.5, { drawWeight, whiteAdvantage: 0 })!;
  const match = { drawWeight, whiteAdvantage };
  const elo = davidsonEloOfMargin(share - 0.5, match)!;
  const shareError = Math.sqrt(variance / pairs);
  return { pairs, share, shareError, drawRate, match, elo, error: shareError * davidsonEloPerShare(match, elo) };
}

/** A copy under `dir` of a shipped checkpoint with noise of that size on its trunk, as `arms[].noise` plants it. */
export async function noisyCopy(model: string, size: number, seed: string, dir: string): Promise<string> {
  const base = join(projectRoot(), 'models', model);
  const folder = join(dir, `${model}-${size}-${seed}`);
  await cp(base, folder, { recursive: true });
  const tensors = decodeSafetensors(await readFile(join(base, 'model.safetensors')));
  const shapes: ParameterShape[] = [...tensors].map(([name, { shape }]) => ({ name, shape, init: 'zero' }));
  const noisy = withTrunkNoise(shapes, new Map([...tensors].map(([name, { data }]) => [name, data])), { size, seed });
  await writeFile(
    join(folder, 'model.safetensors'),
    encodeSafetensors(new Map([...tensors].map(([name, tensor]) => [name, { ...tensor, data: noisy.get(name)! }]))),
  );
  return folder;
}

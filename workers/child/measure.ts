import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playGames } from '../../src/match/loop/index.js';
import type { NetworkPlayer } from '../../src/match/player/index.js';
import { loadNetwork } from '../../src/model/checkpoint/index.js';
import type { ComputeResults, GameOrder, MeasureWork } from '../../src/spec/index.js';
import { sha256Hex } from '../../src/spec/keys/index.js';
import { secondsOfStep } from '../../src/training/fine-tune/index.js';
import type { ContestantKey, GameKey } from '../../src/vocabulary/index.js';
import { checkpointFolder } from './checkpoint-folder.js';
import { type ChildContext, throwIfCancelled } from './context.js';
import { playNetworks } from './play-networks.js';

/** Games at a time, about as many as a worker has in progress per network. */
const GAMES = 128;
/** Plies of a game before the clock runs: the first passes are slower. */
const WARM_PLIES = 2;
/** About as long playing is measured, seconds. */
const SECONDS = 3;
const MAX_PLIES = 60;

/** Measures a step of training or a move at the board for some seconds. Throws ChildError. */
export async function handleMeasure(
  work: MeasureWork,
  { signal }: Pick<ChildContext, 'signal'>,
): Promise<ComputeResults['measure']> {
  throwIfCancelled(signal);
  return { seconds: work.work === 'fine-tune' ? await stepSeconds(work, signal) : await plySeconds(work, signal) };
}

async function stepSeconds({ home, base, batch, maxTokens }: MeasureWork, signal: AbortSignal): Promise<number> {
  const network = await loadNetwork(await checkpointFolder(home, base));
  try {
    // no state is saved in so few steps: the folder is never made
    const runDir = join(tmpdir(), `sentimate-measure-${randomUUID()}`);
    return await secondsOfStep(network, { batch, maxTokens, runDir, signal });
  } finally {
    network.dispose();
  }
}

/** The base plays itself, in the threads that games are played in. */
async function plySeconds({ home, base }: MeasureWork, signal: AbortSignal): Promise<number> {
  const model = await playNetworks.acquire(home, base);
  try {
    const timeOf = async (plies: number): Promise<number> => {
      const since = performance.now();
      const played = await playPlies(model, plies, signal);
      return (performance.now() - since) / 1000 / played;
    };
    const warm = await timeOf(WARM_PLIES);
    const plies = Math.min(MAX_PLIES, Math.floor(SECONDS / (warm * GAMES)));
    return plies <= WARM_PLIES ? warm : await timeOf(plies);
  } finally {
    playNetworks.release(base);
  }
}

/** Plays the first plies of many games at once and returns the number of moves chosen. */
async function playPlies(model: NetworkPlayer['model'], plies: number, signal: AbortSignal): Promise<number> {
  const key = sha256Hex('the base of a measurement') as ContestantKey;
  const player: NetworkPlayer = { kind: 'network', model, decoding: { temperature: 1, guard: 'mate-and-repetition' } };
  const games = Array.from(
    { length: GAMES },
    (_, i): GameOrder => ({
      gameKey: sha256Hex(`measured game ${plies}/${i}`) as GameKey,
      white: key,
      black: key,
      opening: '',
      maxPlies: plies,
    }),
  );
  const report = await playGames({
    players: new Map([[key, player]]),
    next: () => games.pop(),
    concurrency: GAMES,
    onFinished: () => undefined,
    signal,
  });
  return report.plies;
}

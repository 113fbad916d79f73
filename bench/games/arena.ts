/**
 * What benchmarks of whole games have in common: checkpoints to play, games to be played, and our engine playing them.
 */

import { readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBook } from '../../src/chess/board/opening-book.js';
import { projectRoot } from '../../src/files/home.js';
import { playGames } from '../../src/match/loop/play-games.js';
import type { PlayReport } from '../../src/match/loop/play-report.js';
import type { NetworkModel, Player } from '../../src/match/player/player.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/model/safetensors/safetensors.js';
import { NetworkThreads } from '../../src/model/threads/network-threads.js';
import { KERNEL_THREADS, networkThreads } from '../../src/orchestration/compute-threads.js';
import type { Decoding, GameOrder, GameResult } from '../../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../../src/spec/keys/index.js';
import type { ContestantKey, GameKey } from '../../src/vocabulary/ids.js';
import { BOOK_PLIES } from '../../src/vocabulary/opening-plies.js';

/**
 * `count` checkpoint folders under `dir`: the shipped model, and copies of it with a little noise in the trunk. A
 * fine-tune moves nothing else of what a board goes through, so they stand in for children of one base.
 */
export async function siblings(model: string, count: number, dir: string): Promise<string[]> {
  const base = join(projectRoot(), 'models', model);
  const folders: string[] = [];
  for (let child = 0; child < count; child++) {
    const folder = join(dir, `${model}-${child}`);
    await mkdir(folder, { recursive: true });
    await cp(base, folder, { recursive: true });
    const tensors = decodeSafetensors(await readFile(join(base, 'model.safetensors')));
    const random = randomFromHash(sha256Hex(`sibling ${child}`));
    for (const [name, { data }] of tensors) {
      if (child === 0 || !/^trunk\..*weight$/.test(name)) continue;
      for (let place = 0; place < data.length; place++) data[place]! += 0.01 * (random.next() - 0.5);
    }
    await writeFile(join(folder, 'model.safetensors'), encodeSafetensors(tensors));
    folders.push(folder);
  }
  return folders;
}

/** As many as a match worker has, under the same settings. */
export function openThreads(): NetworkThreads {
  process.env[KERNEL_THREADS] ??= '1';
  return new NetworkThreads(networkThreads('cpu'));
}

/** Contestants of an arena go by their numbers. */
export const keyOf = (contestant: number): ContestantKey => String(contestant) as ContestantKey;

/** Pairs of games: each opening twice, colours swapped; all pairings of the contestants in turn. */
export function ordersOf(games: number, contestants: number, maxPlies: number): GameOrder[] {
  const book = readBook(readFileSync(join(projectRoot(), 'data/openings/default.txt'), 'utf8'));
  const pairings: [number, number][] = [];
  for (let one = 0; one < contestants; one++)
    for (let other = one + 1; other < contestants; other++) pairings.push([one, other]);
  return Array.from({ length: games }, (_, number) => {
    const [one, other] = pairings[(number >> 1) % pairings.length]!;
    return {
      gameKey: sha256Hex(`bench ${number}`) as GameKey,
      white: keyOf(number % 2 === 0 ? one : other),
      black: keyOf(number % 2 === 0 ? other : one),
      opening: book[(number >> 1) % book.length]!.split(' ').slice(0, BOOK_PLIES).join(' '),
      maxPlies,
    };
  });
}

export const playersOf = (models: readonly NetworkModel[], decoding: Decoding): Map<ContestantKey, Player> =>
  new Map(models.map((model, number) => [keyOf(number), { kind: 'network', model, decoding }]));

export interface Run {
  readonly report: PlayReport;
  readonly results: readonly GameResult[];
  readonly seconds: number;
  /** Seconds of processors, all threads together. */
  readonly cpu: number;
  /** Seconds in which the threads of networks worked, on average. */
  readonly busy: number;
}

export async function run(
  orders: readonly GameOrder[],
  players: ReadonlyMap<ContestantKey, Player>,
  concurrency: number,
  threads?: NetworkThreads,
): Promise<Run> {
  let next = 0;
  const results: GameResult[] = [];
  const busy = threads?.usage.busySeconds ?? 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  const report = await playGames({
    players,
    next: () => orders[next++],
    concurrency,
    onFinished: (result) => results.push(result),
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    report,
    results,
    seconds,
    cpu: (user + system) / 1e6,
    busy: threads ? (threads.usage.busySeconds - busy) / threads.count : 0,
  };
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playGames } from '../../../src/match/loop/play-games.js';
import type { Player } from '../../../src/match/player/player.js';
import { loadNetwork, saveCheckpoint } from '../../../src/model/checkpoint/checkpoint.js';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import type { NetworkThreads, ThreadNetwork } from '../../../src/model/threads/network-threads.js';
import type { GameResult } from '../../../src/spec/game.js';
import { built } from '../../built.js';
import { ordersOf, playersOf } from '../../match/orders.js';
import { tinyCard as card, type TINY_KINDS, tinyConfig, tinyTokenizer, tinyTokenizerJson } from '../tiny.js';

let home: string;
let threads: NetworkThreads;
beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-thread-'));
  const module = (await import(
    built('src/model/threads/network-threads.js')
  )) as typeof import('../../../src/model/threads/network-threads.js');
  threads = new module.NetworkThreads(2);
});
afterAll(async () => {
  await threads.close();
  await rm(home, { recursive: true, force: true });
});

async function saved(kind: (typeof TINY_KINDS)[number], seed: number): Promise<string> {
  const tokenizer = tinyTokenizer();
  const network = createNetwork(tinyConfig(kind, tokenizer.size), tokenizer, seed);
  const address = await saveCheckpoint(home, network, tinyTokenizerJson(), card);
  network.dispose();
  return join(home, address);
}

const playerOf = (model: Extract<Player, { kind: 'network' }>['model']): Player => ({
  kind: 'network',
  model,
  decoding: { temperature: 1, guard: 'mate-and-repetition' },
});

async function games(one: Player, two: Player, concurrency: number, count = 40): Promise<GameResult[]> {
  const queue = ordersOf(count, { maxPlies: 40 });
  const results: GameResult[] = [];
  await playGames({
    players: playersOf(one, two),
    next: () => queue.shift(),
    concurrency,
    onFinished: (result) => results.push(result),
  });
  return results.sort((a, b) => (a.gameKey < b.gameKey ? -1 : 1));
}

describe('networks in threads', () => {
  it.each(['convolutional', 'fully-connected'] as const)('choose the moves that they choose here, %s', async (kind) => {
    const dirs = [await saved(kind, 1), await saved(kind, 2)];
    const there = (await Promise.all(dirs.map((dir) => threads.load(dir)))) as ThreadNetwork[];
    const here = await Promise.all(dirs.map((dir) => loadNetwork(dir)));
    const played = await games(playerOf(there[0]!), playerOf(there[1]!), 30);
    const again = await games(playerOf(here[0]!), playerOf(here[1]!), 7);
    const playOf = ({ gameKey, moves, result, termination }: GameResult) => ({ gameKey, moves, result, termination });
    expect(played.map(playOf)).toEqual(again.map(playOf));
    // another runtime and other batches: equal but for rounding
    played.forEach(({ white }, i) => expect(white.legalShare).toBeCloseTo(again[i]!.white.legalShare, 5));
    for (const network of [...there, ...here]) network.dispose();
  });

  it('hold nothing once all are let go of, and share what is equal', async () => {
    const dir = await saved('convolutional', 3);
    const first = (await threads.load(dir))!;
    const { kept } = threads.usage;
    const second = (await threads.load(dir))!;
    expect(second.evaluator).toBe(first.evaluator);
    expect(threads.usage.kept).toBe(kept);
    first.dispose();
    second.dispose();
    await threads.load(await saved('evaluation', 1));
    expect(threads.usage.kept).toBe(0);
  });

  it('leave to the caller what plays by search, and name what is wrong with a folder', async () => {
    expect(await threads.load(await saved('evaluation', 2))).toBeUndefined();
    await expect(threads.load(join(home, 'nowhere'))).rejects.toMatchObject({ code: 'checkpoint-missing' });
  });

  it('fail those who wait when the thread ends, and tell', async () => {
    const module = (await import(
      built('src/model/threads/network-threads.js')
    )) as typeof import('../../../src/model/threads/network-threads.js');
    const broken: Error[] = [];
    const short = new module.NetworkThreads(2, (error) => broken.push(error));
    const network = (await short.load(await saved('fully-connected', 4)))!;
    const lost = expect(games(playerOf(network), playerOf(network), 8, 400)).rejects.toThrow(/thread/);
    await short.close();
    await lost;
    expect(broken).toHaveLength(0); // it was closed on purpose
    await expect(short.load(home)).rejects.toThrow('closed');
  });
});

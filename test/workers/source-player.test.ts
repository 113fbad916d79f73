import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainTokenizer } from '../../src/dialogue/tokens/train-tokenizer.js';
import { storeSource } from '../../src/model/source/index.js';
import { ComputeProcess } from '../../src/orchestration/compute-process.js';
import type { GameOrder, GameResult, PlannedContestant } from '../../src/spec/game.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { anchorContestant } from '../../src/tournament/plan/contestants.js';
import type { GameKey } from '../../src/vocabulary/ids.js';
import { built } from '../built.js';
import { foundSource, tinySources } from '../model/decoder/made-source.js';
import { silent } from '../orchestration/mock.js';

/** The real child from `dist`, in whose home is one source model. */
const TOKENIZER = trainTokenizer(['1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. O-O Nf6 5. d4 exd4'], 300);
const random = anchorContestant('random', new Map(), 'anchor');
let compute: ComputeProcess;
let home: string;
let source: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sentimate-source-player-'));
  const [config] = tinySources(300);
  source = await storeSource(home, foundSource(config!, TOKENIZER, null), { name: 'tiny', origin: 'a test' });
  compute = new ComputeProcess({ log: silent, entry: built('workers/compute-child.js') });
});
afterAll(async () => {
  await compute.stop();
  await rm(home, { recursive: true, force: true });
});

const talker = (address: string): PlannedContestant =>
  anchorContestant('talker', new Map([['talker', { name: 'talker', source: address, temperature: 1 }]]), 'anchor');

const ordersOf = (player: PlannedContestant): GameOrder[] =>
  Array.from({ length: 4 }, (_, i) => ({
    gameKey: sha256Hex(`source ${i}`) as GameKey,
    ...(i % 2 === 0 ? { white: player.key, black: random.key } : { white: random.key, black: player.key }),
    opening: 'e2e4 e7e5',
    maxPlies: 40,
  }));

async function play(player: PlannedContestant, concurrency = 4): Promise<GameResult[]> {
  const results: GameResult[] = [];
  const task = compute.start<'play'>(
    { type: 'play', home, contestants: [player, random], games: ordersOf(player), concurrency },
    { onGames: (finished) => results.push(...finished) },
  );
  task.noMoreGames();
  await task.result;
  return results.sort((a, b) => a.gameKey.localeCompare(b.gameKey));
}

describe('a source model in the compute child', () => {
  it('plays the same games again, and a replay decides every move again', async () => {
    const player = talker(source);
    const results = await play(player);
    expect(results).toHaveLength(4);
    for (const { plies } of results) expect(plies).toBeGreaterThan(4);
    expect(await play(player, 1)).toEqual(results);
    const orders = new Map(ordersOf(player).map((order) => [order.gameKey, order]));
    const games = results.map((recorded) => ({ order: orders.get(recorded.gameKey)!, recorded }));
    const { games: replayed } = await compute.request<'replay'>({
      type: 'replay',
      home,
      contestants: [player, random],
      games,
    });
    for (const [i, { decided, same, difference }] of replayed.entries()) {
      expect(difference).toBeUndefined();
      expect([decided, same]).toEqual([results[i]!.plies - 2, decided]);
    }
  });

  it('that this machine does not have costs nobody a game', async () => {
    await expect(play(talker('e'.repeat(64)))).rejects.toMatchObject({ code: 'source-missing' });
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexToMove, legalIndices, POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { loadNetwork, readCheckpointAddress, saveCheckpoint } from '../../../src/model/checkpoint/checkpoint.js';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { tinyCard as card, TINY_KINDS, tinyConfig, tinyTokenizer, tinyTokenizerJson } from '../tiny.js';

let home: string;
beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-model-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** `count` positions of random games. */
function boards(count: number): Chess[] {
  const random = randomFromHash(sha256Hex('boards'));
  let position = Chess.default();
  return Array.from({ length: count }, () => {
    const board = position.clone();
    const legal = legalIndices(position);
    position.play(indexToMove(position, legal[random.below(legal.length)]!));
    if (position.isEnd()) position = Chess.default();
    return board;
  });
}

describe.each(TINY_KINDS)('a network with a %s tower', (kind) => {
  const make = (seed = 1) => {
    const tokenizer = tinyTokenizer();
    return createNetwork(tinyConfig(kind, tokenizer.size), tokenizer, seed);
  };

  it('gives logits for all moves and outcome probabilities', async () => {
    const network = make();
    const { policy, outcome } = await network.evaluate(boards(3));
    expect(policy.length).toBe(3 * POLICY_SIZE);
    expect(policy.some(Number.isNaN)).toBe(false);
    boards(3).forEach((position, i) =>
      legalIndices(position).forEach((index) => expect(policy[i * POLICY_SIZE + index]).toSatisfy(Number.isFinite)),
    );
    for (let i = 0; i < 3; i++) expect(outcome[3 * i]! + outcome[3 * i + 1]! + outcome[3 * i + 2]!).toBeCloseTo(1, 5);
    network.dispose();
  });

  it('gives a position nearly the same logits whatever it is batched with', async () => {
    const network = make();
    const positions = boards(135);
    const together = await network.evaluate(positions);
    for (const i of [0, 1, 63, 64, 100, 134]) {
      const alone = await network.evaluate([positions[i]!]);
      alone.policy.forEach((logit, at) => {
        const other = together.policy[i * POLICY_SIZE + at]!;
        if (logit !== other) expect(Math.abs(logit - other)).toBeLessThan(1e-4); // -Infinity equals itself
      });
    }
    network.dispose();
  });

  it('survives a round trip through its checkpoint folder, at the same address', async () => {
    const network = make();
    const address = await saveCheckpoint(home, network, tinyTokenizerJson(), card);
    expect(await readCheckpointAddress(join(home, address))).toBe(address);
    const again = await loadNetwork(join(home, address));
    expect(await saveCheckpoint(home, again, tinyTokenizerJson(), { ...card, name: 'other card' })).toBe(address);
    expect(await again.evaluate(boards(2))).toEqual(await network.evaluate(boards(2)));
    network.dispose();
    again.dispose();
  });

  it('leaks no tensor when it evaluates and talks', async () => {
    const network = make();
    const reply = () =>
      network.reply(['hello'], { temperature: 1, topK: 20, maxTokens: 8, random: randomFromHash(sha256Hex('r')) });
    const first = await reply();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) {
      expect(await reply()).toBe(first);
      await network.evaluate(boards(2));
    }
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});

describe('a bad checkpoint gives one clear error', () => {
  const damaged = async (change: (dir: string) => Promise<void>): Promise<string> => {
    const tokenizer = tinyTokenizer();
    const network = createNetwork(tinyConfig('fully-connected', tokenizer.size), tokenizer, 3);
    const address = await saveCheckpoint(home, network, tinyTokenizerJson(), card);
    network.dispose();
    const dir = await mkdtemp(join(home, 'damaged-'));
    await cp(join(home, address), dir, { recursive: true });
    await change(dir);
    return dir;
  };
  const cases: [string, (dir: string) => Promise<void>, RegExp][] = [
    ['weights missing', (dir) => rm(join(dir, 'model.safetensors')), /no readable model\.safetensors/],
    [
      'weights cut short',
      async (dir) =>
        writeFile(join(dir, 'model.safetensors'), (await readFile(join(dir, 'model.safetensors'))).subarray(0, 5000)),
      /model\.safetensors/,
    ],
    ['weights empty', (dir) => writeFile(join(dir, 'model.safetensors'), ''), /shorter than its header/],
    [
      'a header that lies',
      (dir) => writeFile(join(dir, 'model.safetensors'), Buffer.from('ffffffffffffff7f', 'hex')),
      /longer than the file/,
    ],
    ['config no JSON', (dir) => writeFile(join(dir, 'config.json'), '{'), /not JSON/],
    [
      'config of another shape',
      async (dir) =>
        writeFile(
          join(dir, 'config.json'),
          (await readFile(join(dir, 'config.json'), 'utf8')).replace('"hidden": 32', '"hidden": 33'),
        ),
      /has shape/,
    ],
    [
      'config with an unknown field',
      async (dir) =>
        writeFile(
          join(dir, 'config.json'),
          (await readFile(join(dir, 'config.json'), 'utf8')).replace('{', '{"run":"rm",'),
        ),
      /does not describe/,
    ],
    ['tokenizer of another size', async (dir) => writeFile(join(dir, 'tokenizer.json'), '{}'), /tokenizer\.json/],
  ];
  it.each(cases)('%s', async (_, change, message) => {
    const dir = await damaged(change);
    await expect(loadNetwork(dir)).rejects.toMatchObject({
      name: 'Error',
      message: expect.stringMatching(message) as string,
    });
  });
});

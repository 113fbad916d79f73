import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexToMove, legalIndices, POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { BoardBatch, MAX_BATCH } from '../../../src/model/boards/board-batch.js';
import { BoardFamily, familyKey, isFamilyParameter } from '../../../src/model/boards/board-family.js';
import { createNetwork, type Network } from '../../../src/model/checkpoint/network.js';
import { parameterGroup } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/hash.js';
import type { PolicyNetwork } from '../../../src/spec/network.js';
import { randomFromHash } from '../../../src/spec/random.js';
import { tinyConfig, tinyTokenizer } from '../tiny.js';

beforeAll(async () => void (await startBackend()));

/** `count` positions of random games with their legal moves. */
function boards(count: number): { positions: Chess[]; legal: number[][] } {
  const random = randomFromHash(sha256Hex('family'));
  let position = Chess.default();
  const positions = Array.from({ length: count }, () => {
    const board = position.clone();
    const legal = legalIndices(position);
    position.play(indexToMove(position, legal[random.below(legal.length)]!));
    if (position.isEnd()) position = Chess.default();
    return board;
  });
  return { positions, legal: positions.map(legalIndices) };
}

function make(kind: 'convolutional' | 'fully-connected', seed = 1): Network {
  const tokenizer = tinyTokenizer();
  return createNetwork(tinyConfig(kind, tokenizer.size), tokenizer, seed);
}

/** Trunk and residual weights that start as zero would let every trunk pass for the identity. */
function shaken(network: Network, groups: readonly string[], seed: string): Network {
  const random = randomFromHash(sha256Hex(seed));
  const parameters = network.parameters as Record<string, tf.Tensor>;
  for (const [name, tensor] of Object.entries(parameters)) {
    if (!groups.includes(parameterGroup(name))) continue;
    const values = (tensor.dataSync() as Float32Array).map((value) => value + 0.2 * (random.next() - 0.5));
    tensor.dispose();
    parameters[name] = tf.tensor(values, tensor.shape);
  }
  return network;
}

const bytes = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');
const part = (network: Network, wanted: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(network.parameters).filter(([name]) => wanted(name)));

describe.each(['convolutional', 'fully-connected'] as const)('a family with a %s tower', (kind) => {
  const everything = ['chess', 'trunk', 'policy', 'value'];
  const child = (number: number): Network =>
    shaken(shaken(make(kind), everything, 'base'), ['trunk', 'chat'], `child ${number}`);

  it('is told by all that a board goes through, except the trunk', async () => {
    const [one, two, other] = [child(1), child(2), shaken(child(1), ['value'], 'other')];
    const keys = await Promise.all(
      [one, two, other].map((network) => familyKey(network.config as PolicyNetwork, network.parameters)),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
    for (const network of [one, two, other]) network.dispose();
  });

  it('evaluates the boards of several members in one pass as each evaluates them alone, to the bit', async () => {
    const before = tf.memory().numTensors;
    const networks = [1, 2, 3].map(child);
    const trunkOf = (network: Network) => part(network, (name) => parameterGroup(name) === 'trunk');
    const family = new BoardFamily(networks[0]!.config as PolicyNetwork, part(networks[0]!, isFamilyParameter));
    const members = networks.map((network) => family.add(trunkOf(network)));
    const counts = [70, 1, 41];
    const { positions, legal } = boards(counts[0]! + counts[1]! + counts[2]!);
    const batch = new BoardBatch();
    batch.fill(positions, legal);
    const together = family.evaluateMoves(
      batch,
      counts.map((boards_, i) => ({ member: members[i]!, boards: boards_ })),
    );
    let board = 0;
    let move = 0;
    const answers = new Set<string>();
    for (const [i, count] of counts.entries()) {
      const own = legal.slice(board, board + count);
      const alone = await networks[i]!.evaluateMoves(positions.slice(board, board + count), own);
      expect(bytes(together.logits.slice(move, move + alone.logits.length))).toBe(bytes(alone.logits));
      expect(bytes(together.probabilities.slice(move, move + alone.logits.length))).toBe(bytes(alone.probabilities));
      expect(bytes(together.outcome.slice(3 * board, 3 * (board + count)))).toBe(bytes(alone.outcome));
      answers.add(bytes((await networks[i]!.evaluateMoves(positions.slice(0, 1), legal.slice(0, 1))).logits));
      board += count;
      move += alone.logits.length;
    }
    expect(answers.size).toBe(3); // the trunks do matter
    for (const network of networks.slice(1)) tf.dispose(Object.values(part(network, isFamilyParameter)));
    for (const network of networks)
      tf.dispose(Object.values(part(network, (name) => !isFamilyParameter(name) && parameterGroup(name) !== 'trunk')));
    for (const member of members) family.remove(member);
    expect(tf.memory().numTensors).toBe(before);
    expect(() => family.evaluateMoves(batch, [{ member: members[0]!, boards: 112 }])).toThrow('no network');
  });

  it('evaluates moves as it evaluates positions, in any number', async () => {
    const network = child(1);
    const { positions, legal } = boards(MAX_BATCH + 30);
    const evaluated = await network.evaluateMoves(positions, legal);
    const { policy, outcome } = await network.evaluate(positions);
    expect(bytes(evaluated.outcome)).toBe(bytes(outcome));
    const wanted = legal.flatMap((moves, row) => moves.map((index) => policy[row * POLICY_SIZE + index]!));
    expect(bytes(evaluated.logits)).toBe(bytes(Float32Array.from(wanted)));
    const row = policy.subarray(0, POLICY_SIZE).map((logit) => Math.exp(logit));
    const all = row.reduce((sum, weight) => sum + weight, 0);
    legal[0]!.forEach((index, place) => expect(evaluated.probabilities[place]).toBeCloseTo(row[index]! / all, 6));
    network.dispose();
  });
});

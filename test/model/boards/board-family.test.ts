import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexToMove, legalIndices, POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { BoardBatch, MAX_BATCH } from '../../../src/model/boards/board-batch.js';
import type { BoardFamily } from '../../../src/model/boards/board-family.js';
import { OnnxFamily } from '../../../src/model/boards/onnx-family.js';
import { TensorFamily } from '../../../src/model/boards/tensor-family.js';
import { createNetwork, type Network } from '../../../src/model/checkpoint/network.js';
import { parameterGroup } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import type { Weights } from '../../../src/model/onnx/layers.js';
import { onnxRuntime } from '../../../src/model/onnx/session.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import type { PolicyNetwork } from '../../../src/spec/network.js';
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

/** Weights by name, as read from a checkpoint. */
const weightsOf = (network: Network): Weights =>
  new Map(
    Object.entries(network.parameters).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, data: tensor.dataSync() as Float32Array },
    ]),
  );

/** Largest difference of two lists of equal length. */
function farthest(one: Float32Array, other: Float32Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}

const RUNTIMES = ['ONNX Runtime', 'TensorFlow'] as const;
async function familyOn(runtime: (typeof RUNTIMES)[number], config: PolicyNetwork): Promise<BoardFamily> {
  return runtime === 'TensorFlow' ? new TensorFamily(config) : new OnnxFamily((await onnxRuntime())!, config);
}

describe.each(['convolutional', 'fully-connected'] as const)('networks of one shape, %s tower', (kind) => {
  const everything = ['chess', 'trunk', 'policy', 'value'];
  const base = (seed: string): Network => shaken(make(kind), everything, seed);
  const child = (number: number): Network => shaken(base('base'), ['trunk', 'chat'], `child ${number}`);

  it.each(RUNTIMES)(
    'evaluate boards together as each does alone, and keep common parts once, on %s',
    async (runtime) => {
      const before = tf.memory().numTensors;
      // two children of one base, one of another base, and one with heads of its own
      const networks = [child(1), child(2), base('other'), shaken(child(1), ['value'], 'heads')];
      const family = await familyOn(runtime, networks[0]!.config as PolicyNetwork);
      const members: number[] = [];
      for (const network of networks) members.push(await family.add(weightsOf(network)));
      expect(family.kept).toBe(3 + 1 + 3 + 1);
      const counts = [70, 1, 40, 9];
      const { positions, legal } = boards(120);
      const batch = new BoardBatch();
      batch.fill(positions, legal);
      const together = await family.evaluateMoves(
        batch,
        counts.map((count, i) => ({ member: members[i]!, boards: count })),
      );
      let [board, move] = [0, 0];
      const answers = new Set<string>();
      for (const [i, count] of counts.entries()) {
        const alone = await networks[i]!.evaluateMoves(
          positions.slice(board, board + count),
          legal.slice(board, board + count),
        );
        const own = (values: Float32Array): Float32Array => values.slice(move, move + alone.logits.length);
        expect(farthest(own(together.logits), alone.logits)).toBeLessThan(1e-4);
        expect(farthest(own(together.probabilities), alone.probabilities)).toBeLessThan(1e-5);
        expect(farthest(together.outcome.slice(3 * board, 3 * (board + count)), alone.outcome)).toBeLessThan(1e-5);
        const { logits, outcome } = await networks[i]!.evaluateMoves(positions.slice(0, 1), legal.slice(0, 1));
        answers.add([...logits, ...outcome].map((value) => value.toFixed(3)).join());
        board += count;
        move += alone.logits.length;
      }
      expect(answers.size).toBe(4); // the parts do matter
      for (const network of networks) network.dispose();
      for (const member of members) await family.remove(member);
      expect([family.size, family.kept, tf.memory().numTensors]).toEqual([0, 0, before]);
      await expect(family.evaluateMoves(batch, [{ member: members[0]!, boards: 120 }])).rejects.toThrow('no network');
    },
  );

  it('evaluate moves as they evaluate positions, in any number', async () => {
    const network = child(1);
    const { positions, legal } = boards(MAX_BATCH + 30);
    const evaluated = await network.evaluateMoves(positions, legal);
    const { policy, outcome } = await network.evaluate(positions);
    expect(farthest(evaluated.outcome, outcome)).toBeLessThan(1e-6);
    const wanted = legal.flatMap((moves, row) => moves.map((index) => policy[row * POLICY_SIZE + index]!));
    expect(farthest(evaluated.logits, Float32Array.from(wanted))).toBeLessThan(1e-5);
    const row = policy.subarray(0, POLICY_SIZE).map((logit) => Math.exp(logit));
    const all = row.reduce((sum, weight) => sum + weight, 0);
    legal[0]!.forEach((index, place) => expect(evaluated.probabilities[place]).toBeCloseTo(row[index]! / all, 6));
    network.dispose();
  });
});

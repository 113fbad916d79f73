import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOARD_SIZE, POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { createNetwork, type Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { type PositionBatch, sampleSequences } from '../../../src/training/losses/batches.js';
import { boardLosses, positionTensors } from '../../../src/training/losses/losses.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

const tokenizer = tinyTokenizer();
const config = tinyConfig('convolutional', tokenizer.size);
let network: Network;
beforeAll(async () => {
  await startBackend();
  network = createNetwork(config, tokenizer, 3);
});

/** Two positions of made-up planes, one in the opening and one later. */
const planes = Float32Array.from({ length: 2 * BOARD_SIZE }, (_, i) => (i % 7 === 0 ? 1 : 0));
const batch: PositionBatch = {
  planes,
  moves: Int32Array.of(796, 4100),
  outcomes: Int32Array.of(0, 2),
  plies: Uint8Array.of(5, 40),
};
const part = (from: number, to: number): PositionBatch => ({
  planes: planes.subarray(from * BOARD_SIZE, to * BOARD_SIZE),
  moves: batch.moves.subarray(from, to),
  outcomes: batch.outcomes.subarray(from, to),
  plies: batch.plies.subarray(from, to),
});
const losses = (b: PositionBatch, { openingWeight = 1, labelSmoothing = 0 } = {}) =>
  tf.tidy(() => {
    const tensors = positionTensors(b, openingWeight);
    const { policy, outcome, total, logits } = boardLosses(config, network.parameters, tensors, labelSmoothing);
    return {
      policy: policy.dataSync()[0]!,
      outcome: outcome.dataSync()[0]!,
      total: total.dataSync()[0]!,
      logits: logits.arraySync(),
    };
  });

describe("the board's losses", () => {
  it('weighs opening positions in the policy, not in the outcome', () => {
    const [opening, later, even] = [losses(part(0, 1)), losses(part(1, 2)), losses(batch)];
    const weighed = losses(batch, { openingWeight: 0.25 });
    expect(even.policy).toBeCloseTo((opening.policy + later.policy) / 2, 4);
    expect(weighed.policy).toBeCloseTo((0.25 * opening.policy + later.policy) / 1.25, 4);
    expect(weighed.outcome).toBeCloseTo(even.outcome, 5);
  });

  it('smooths labels as defined: a share of the target lies evenly on all moves', () => {
    const { logits } = losses(batch);
    const expected =
      logits.reduce((sum, row, i) => {
        const top = Math.max(...row);
        const logSum = top + Math.log(row.reduce((s, x) => s + Math.exp(x - top), 0));
        return (
          sum + row.reduce((s, x, j) => s - ((j === batch.moves[i] ? 0.9 : 0) + 0.1 / POLICY_SIZE) * (x - logSum), 0)
        );
      }, 0) / logits.length;
    const plain = losses(batch);
    const smooth = losses(batch, { labelSmoothing: 0.1 });
    expect((smooth.total - plain.total) * Math.log(POLICY_SIZE)).toBeCloseTo(expected - plain.policy, 3);
    expect(smooth.policy).toBeCloseTo(plain.policy, 5); // what is reported stays the bare cross-entropy
  });
});

it('draws dialogue by the shares of its datasets, whatever their sizes', () => {
  const sequence = (id: number) => ({ tokens: Int32Array.of(id, id), lossFrom: 1 });
  const pools = [
    { sequences: Array.from({ length: 50 }, (_, i) => sequence(i)), share: 3 },
    { sequences: [sequence(99)], share: 1 },
  ];
  const drawn = sampleSequences(pools, 8000, randomFromHash(sha256Hex('shares')));
  const small = drawn.filter(({ tokens }) => tokens[0] === 99).length;
  expect(Math.abs(small - 2000)).toBeLessThan(4 * Math.sqrt((8000 * 3) / 16)); // four standard deviations
  expect(new Set(drawn.map(({ tokens }) => tokens[0])).size).toBe(51);
});

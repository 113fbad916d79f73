import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { beforeAll, describe, expect, it } from 'vitest';
import { BOARD_SIZE } from '../../../src/chess/board/encoding.js';
import { writePlanes } from '../../../src/chess/board/encoding-planes.js';
import { type Network, networkFromValues } from '../../../src/model/checkpoint/network.js';
import { euclideanNorm, steerNetwork } from '../../../src/model/checkpoint/steer.js';
import { boardForward, boardHeads, boardTower } from '../../../src/model/forward/board-forward.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { initialValues } from '../../../src/model/forward/parameters.js';
import { denseLayer, trunkStates } from '../../../src/model/forward/trunk.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { rmsNorm } from '../../../src/model/kernels/kernels.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import type { NetworkConfig, PolicyNetwork } from '../../../src/spec/network.js';
import { randomGame } from '../../chess/positions.js';
import { tinyConfig, tinyTokenizer } from '../tiny.js';

const tokenizer = tinyTokenizer();
const random = randomFromHash(sha256Hex('steer'));

/** Two blocks, and noise on every parameter, so that each part has a say. */
function noisyNetwork(kind: 'convolutional' | 'fully-connected' | 'evaluation'): Network {
  const plain = tinyConfig(kind, tokenizer.size);
  const config = { ...plain, trunk: { ...plain.trunk, layers: 2 } } as NetworkConfig;
  const values = new Map(
    [...initialValues(config, 3)].map(([name, data]) => [
      name,
      data.map((value) => value + 0.3 * (random.next() - 0.5)),
    ]),
  );
  return networkFromValues(config, tokenizer, values);
}
const direction = Float32Array.from({ length: 16 }, () => random.next() - 0.5);
const positions = [Chess.default(), ...randomGame('steered', 20)].filter((position) => !position.isEnd());

beforeAll(() => startBackend());

/** A hash of every bit of what it thinks of the positions. */
const bitsOf = async (network: Network): Promise<string> => {
  const { policy, outcome } = await network.evaluate(positions);
  return [policy, outcome]
    .map(({ buffer, byteOffset, byteLength }) => sha256Hex(new Uint8Array(buffer, byteOffset, byteLength)))
    .join();
};

describe('a steered network', () => {
  for (const kind of ['convolutional', 'fully-connected', 'evaluation'] as const) {
    it(`has the same bits at dose 0, and others at dose 1 (${kind})`, async () => {
      const base = noisyNetwork(kind);
      const [none, some] = [await steerNetwork(base, 1, direction, 0), await steerNetwork(base, 1, direction, 1)];
      expect(await bitsOf(none)).toBe(await bitsOf(base));
      for (const [name, tensor] of Object.entries(base.parameters)) {
        const [before, after] = [tensor.dataSync() as Float32Array, some.parameters[name]!.dataSync() as Float32Array];
        if (name === 'trunk.block1.down.bias') expect(after).toEqual(before.map((value, i) => value + direction[i]!));
        else expect(after).toEqual(before);
      }
      expect(await bitsOf(some)).not.toBe(await bitsOf(base));
      for (const one of [base, none, some]) one.dispose();
    });
  }

  for (const kind of ['convolutional', 'fully-connected'] as const) {
    for (const block of [0, 1]) {
      it(`says what the base says with the vector added by hand behind block ${block} (${kind})`, async () => {
        const base = noisyNetwork(kind);
        const config = base.config as PolicyNetwork;
        const child = await steerNetwork(base, block, direction, -2.5);
        const planes = new Float32Array(positions.length * BOARD_SIZE);
        positions.forEach((position, row) => writePlanes(position, planes, row * BOARD_SIZE));
        const [byHand, steeredPolicy, plain] = tf.tidy(() => {
          const p = base.parameters;
          const boards = tf.tensor2d(planes, [positions.length, BOARD_SIZE]);
          let rows = tf.add(
            trunkStates(config, p, boardTower(config, p, boards))[block + 1]!,
            tf.mul(tf.tensor1d(direction), -2.5),
          ) as tf.Tensor2D;
          for (let next = block + 1; next < config.trunk.layers; next++) {
            rows = tf.add(
              rows,
              denseLayer(p, `trunk.block${next}.down`, denseLayer(p, `trunk.block${next}.up`, rmsNorm(rows), true)),
            );
          }
          const of = (network: Network) => boardForward(config, network.parameters, boards).policy.arraySync();
          return [boardHeads(config, p, rmsNorm(rows)).policy.arraySync(), of(child), of(base)];
        }) as unknown as number[][][];
        const gap = (a: number[][], b: number[][]): number =>
          Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!))));
        expect(gap(byHand!, steeredPolicy!)).toBeLessThan(1e-4); // one rounding of the sum apart
        expect(gap(byHand!, plain!)).toBeGreaterThan(1e-2);
        base.dispose();
        child.dispose();
      });
    }
  }

  it('steers the chat too, through the same trunk', async () => {
    const base = noisyNetwork('convolutional');
    const child = await steerNetwork(base, 0, direction, 1);
    const logits = ({ config, parameters }: Network): number[] =>
      tf.tidy(() => [
        ...chatForward(config, parameters, tf.tensor1d([40, 41, 42], 'int32'), 1, tf.tensor1d([2], 'int32')).dataSync(),
      ]);
    expect(logits(child)).not.toEqual(logits(base));
    base.dispose();
    child.dispose();
  });

  it('is refused behind a block, or of a width, that the trunk has not', async () => {
    const base = noisyNetwork('convolutional');
    await expect(steerNetwork(base, 2, direction, 1)).rejects.toThrow('blocks 0 to 1, not 2');
    await expect(steerNetwork(base, 1, new Float32Array(3), 1)).rejects.toThrow('16 wide, the direction 3');
    expect(euclideanNorm([3, 4])).toBe(5);
    base.dispose();
  });
});

import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNetwork } from '../../../src/model/checkpoint/network.js';
import { chatRows, trunkInput } from '../../../src/model/forward/chat-forward.js';
import { trunkStates } from '../../../src/model/forward/trunk.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { type Random, randomFromHash } from '../../../src/spec/keys/random.js';
import { type ActivationMatrix, chatActivations } from '../../../src/training/mechanism/probe-activations.js';
import { consistentHits, fitConsistent, randomHits } from '../../../src/training/mechanism/probe-consistent.js';
import {
  compareWithChance,
  fitLinear,
  linearHits,
  permutedHits,
} from '../../../src/training/mechanism/probe-linear.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const randomOf = (name: string): Random => randomFromHash(sha256Hex(name));
const WIDTH = 12;
const labelsOf = (rows: number): Int8Array => Int8Array.from({ length: rows }, (_, i) => (i < rows / 2 ? 1 : -1));

/** A unit vector that is no axis. */
const PLANTED = Array.from({ length: WIDTH }, (_, j) => (j % 2 ? -1 : 1) / Math.sqrt(WIDTH));

/** Noise of deviation 1 with `size` times the label along the planted direction. */
function planted(name: string, labels: Int8Array, size: number): ActivationMatrix {
  const random = randomOf(name);
  const data = new Float32Array(labels.length * WIDTH);
  labels.forEach((label, i) => {
    // 3: activations have a mean of their own
    for (let j = 0; j < WIDTH; j++) data[i * WIDTH + j] = normal(random) + 3 + size * label * PLANTED[j]!;
  });
  return { data, rows: labels.length, width: WIDTH };
}

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
    Array.from(x).reduce((sum, v, i) => sum + v * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

describe('a linear probe', () => {
  const labels = labelsOf(400);

  it('finds a planted direction and is right on rows it never saw', () => {
    const fit = fitLinear(planted('fit', labels, 1.5), labels);
    expect(cosine(fit.probe.direction, PLANTED)).toBeGreaterThan(0.95);
    const held = planted('held', labels, 1.5);
    const hits = linearHits(fit.probe, held, labels);
    expect(hits / 400).toBeGreaterThan(0.88); // the best rule's share is Phi(1.5) = 0.933
    const chance = compareWithChance(
      hits,
      400,
      permutedHits(fit, labels, { rows: held, labels }, { count: 99, random: randomOf('shuffles') }),
    );
    expect(chance.p).toBe(0.01);
    expect(Math.abs(chance.mean - 0.5)).toBeLessThan(0.1);
  });

  it('is no better than chance where nothing is planted, nor on shuffled labels', () => {
    const empty = planted('empty', labels, 0);
    const fit = fitLinear(empty, labels);
    const held = planted('empty, held', labels, 0);
    const hits = linearHits(fit.probe, held, labels);
    expect(Math.abs(hits / 400 - 0.5)).toBeLessThan(0.1); // four deviations of 400 fair coins
    expect(
      compareWithChance(
        hits,
        400,
        permutedHits(fit, labels, { rows: held, labels }, { count: 99, random: randomOf('shuffles') }),
      ).p,
    ).toBeGreaterThan(0.05);
  });

  it('is ridge regression: on one feature, with the answer by hand', () => {
    const data = Float32Array.of(-3, -1, 1, 3);
    const y = Int8Array.of(-1, -1, 1, 1);
    const { probe, penalty } = fitLinear({ data, rows: 4, width: 1 }, y);
    // sum x y = 8, sum x^2 = 20, mean variance 5, four rows: w = 8 / (20 + 20 penalty)
    expect(probe.direction[0]).toBeCloseTo(8 / (20 + 20 * penalty), 10);
    expect(probe.offset).toBeCloseTo(0, 12);
  });

  it('says the commoner label of rows that are all alike', () => {
    const same: ActivationMatrix = { data: new Float32Array(6).fill(2), rows: 3, width: 2 };
    expect(linearHits(fitLinear(same, Int8Array.of(1, 1, -1)).probe, same, Int8Array.of(1, 1, -1))).toBe(2);
  });

  it('counts chances as good as the hits, and itself', () => {
    expect(compareWithChance(8, 10, [5, 5, 6, 8])).toEqual({ mean: 0.6, high: 0.8, p: 2 / 5 });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 0, max: 10 }),
        (chances, hits) => {
          const { p } = compareWithChance(hits, 10, chances);
          expect(p).toBeGreaterThan(0);
          expect(p).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('a contrast-consistent probe', () => {
  const labels = labelsOf(200);
  /**
   * A remark that fits the reply moves one way, one that does not the other; each remark has a mean of its own besides.
   */
  const pairsOf = (name: string, size: number, of: Int8Array = labels) => {
    const good = planted(`${name}, good`, of, size);
    const bad = planted(
      `${name}, bad`,
      Int8Array.from(of, (label) => -label),
      size,
    );
    return { good, bad: { ...bad, data: bad.data.map((value, at) => value + (at % WIDTH)) } };
  };

  it('finds what tells fitting remarks from others without a label, and either sign of it', () => {
    const fit = pairsOf('fit', 3);
    const held = pairsOf('held', 3);
    const probe = fitConsistent(fit, labels, randomOf('starts'));
    expect(probe.loss).toBeLessThan(0.1); // the best single answer for everything has 0.2
    expect(consistentHits(probe, held, labels) / 200).toBeGreaterThan(0.95);
    const other = Int8Array.from(labels, (label) => -label);
    const turned = fitConsistent(fit, other, randomOf('starts'));
    expect(turned.weights).toEqual(probe.weights); // labels have no part but in the sign
    expect(turned.sign).toBe(-probe.sign);
  });

  it('is no better than random probes where there is nothing', () => {
    const [fit, held] = [pairsOf('nothing', 0), pairsOf('nothing, held', 0)];
    const probe = fitConsistent(fit, labels, randomOf('starts'));
    const hits = consistentHits(probe, held, labels);
    expect(Math.abs(hits / 200 - 0.5)).toBeLessThan(0.15);
    expect(
      compareWithChance(
        hits,
        200,
        randomHits(probe, { pairs: fit, labels }, { pairs: held, labels }, { count: 99, random: randomOf('chances') }),
      ).p,
    ).toBeGreaterThan(0.02);
  });

  it('finds nothing in the constant difference of the two remarks', () => {
    const flat = {
      good: { data: new Float32Array(40).fill(1), rows: 10, width: 4 },
      bad: { data: new Float32Array(40).fill(7), rows: 10, width: 4 },
    };
    const probe = fitConsistent(flat, labelsOf(10), randomOf('starts'));
    expect(probe.loss).toBeCloseTo(0.2, 6); // (2 p - 1)^2 + p^2 is least at p = 0.4
    expect(consistentHits(probe, flat, labelsOf(10))).toBe(5);
  });
});

describe('activations', () => {
  beforeAll(() => startBackend());

  for (const kind of ['convolutional', 'recurrent'] as const) {
    it(`are what the trunk holds at the reply's tokens, whatever else is in the batch (${kind} network)`, async () => {
      const tokenizer = tinyTokenizer();
      const network = createNetwork(tinyConfig(kind, tokenizer.size), tokenizer, 5);
      const sequences = [
        { tokens: Int32Array.of(40, 41, tokenizer.endOfTurn, 50, 51, 52, tokenizer.endOfTurn), lossFrom: 3 },
        { tokens: Int32Array.of(60, tokenizer.endOfTurn, tokenizer.endOfTurn), lossFrom: 2 }, // a reply of no words
        { tokens: Int32Array.from({ length: 20 }, (_, i) => (i === 19 ? tokenizer.endOfTurn : 40 + i)), lossFrom: 5 },
      ];
      const before = tf.memory().numTensors;
      const found = await chatActivations(network, sequences);
      expect(tf.memory().numTensors).toBe(before);
      const { width, layers } = network.config.trunk;
      expect(found.mean).toHaveLength(layers + 1);
      for (const [row, { tokens, lossFrom }] of sequences.entries()) {
        const all = tf.tidy(() => {
          const places = tf.range(0, tokens.length, 1, 'int32') as tf.Tensor1D;
          const rows = chatRows(network.config, network.parameters, tf.tensor1d(tokens, 'int32'), 1, places);
          return trunkStates(
            network.config,
            network.parameters,
            trunkInput(network.config, network.parameters, rows),
          ).map((state) => state.arraySync() as number[][]);
        });
        all.forEach((state, at) => {
          const words = state.slice(lossFrom, Math.max(lossFrom + 1, tokens.length - 1));
          for (let j = 0; j < width; j++) {
            expect(found.mean[at]!.data[row * width + j]).toBeCloseTo(
              words.reduce((sum, one) => sum + one[j]!, 0) / words.length,
              4,
            );
            expect(found.end[at]!.data[row * width + j]).toBeCloseTo(state.at(-1)![j]!, 4);
          }
        });
      }
      network.dispose();
    });
  }
});

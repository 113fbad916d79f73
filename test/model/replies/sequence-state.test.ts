import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkFromValues } from '../../../src/model/checkpoint/network.js';
import { decoderLogits } from '../../../src/model/decoder/decoder-forward.js';
import { decoderSteps } from '../../../src/model/decoder/decoder-steps.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import type { StepModel } from '../../../src/model/forward/network-steps.js';
import { networkSteps } from '../../../src/model/forward/network-steps.js';
import { elementCount, type Parameters, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { SequenceState } from '../../../src/model/replies/sequence-state.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import type { ChatTower, NetworkConfig } from '../../../src/spec/network.js';
import { randomValues, tensorsOf, tinySources } from '../decoder/made-source.js';
import { tinyConfig, tinyPretrained, tinyTokenizer } from '../tiny.js';

const { endOfTurn, size: VOCABULARY } = tinyTokenizer();
const CONTEXT = 96;
const random = randomFromHash(sha256Hex('sequence state'));
const someTokens = (count: number): number[] => Array.from({ length: count }, () => random.below(VOCABULARY));

/** With a first turn that has ended, since some prompts are made of it. */
const begun = (count: number): number[] => [...someTokens(1), endOfTurn, ...someTokens(count - 2)];

/** A model with its parameters, and its whole forward pass: logits after the last token of one sequence. */
interface Subject {
  readonly model: StepModel;
  readonly p: Parameters;
  readonly whole: (ids: tf.Tensor1D, last: tf.Tensor1D) => tf.Tensor2D;
}

const sizes = { vocabulary: VOCABULARY, context: CONTEXT, width: 16, layers: 2 };
const TOWERS: [string, ChatTower][] = [
  ['decoder', { ...sizes, heads: 2 }],
  ['recurrent', { kind: 'recurrent', ...sizes }],
  ['llama', { ...tinyPretrained('llama', VOCABULARY).chat, context: CONTEXT }],
  ['gpt2', { ...tinyPretrained('gpt2', VOCABULARY).chat, context: CONTEXT }],
];
const PROMPTS: [string, NetworkConfig['prompt']][] = [
  ['', undefined],
  [' with learned prompts', { vectors: 3 }],
  [' with prompts made of the first turn', { vectors: 3, generator: { hidden: 8, until: endOfTurn } }],
];

/** A new network's blocks are the identity: here all values are random, so that a mistake in any of them shows. */
function network(chat: ChatTower, prompt: NetworkConfig['prompt']): Subject {
  const config = { ...tinyConfig('fully-connected', VOCABULARY), chat, ...(prompt ? { prompt } : {}) };
  const values = parameterShapes(config).map(
    ({ name, shape }) => [name, Float32Array.from({ length: elementCount(shape) }, () => random.next() - 0.5)] as const,
  );
  const { parameters: p } = networkFromValues(config, tinyTokenizer(), new Map(values));
  return { model: networkSteps(config), p, whole: (ids, last) => chatForward(config, p, ids, 1, last) };
}

const SUBJECTS: [string, () => Subject][] = [
  ...TOWERS.flatMap(([tower, chat]) =>
    PROMPTS.map(([kind, prompt]): [string, () => Subject] => [
      `a network, ${tower}${kind}`,
      () => network(chat, prompt),
    ]),
  ),
  ...tinySources(VOCABULARY).map((config): [string, () => Subject] => [
    `a decoder, ${config.family}`,
    () => {
      const p = tensorsOf(config, randomValues(config, 'sequence state'));
      return { model: decoderSteps(config), p, whole: (ids, last) => decoderLogits(config, p, ids, 1, last) };
    },
  ]),
];

beforeAll(async () => void (await startBackend()));

describe.each(SUBJECTS)('the sequences of %s', (_, make) => {
  let subject: Subject;
  beforeAll(() => void (subject = make()));
  afterAll(() => tf.dispose(subject.p));

  const open = (): SequenceState => new SequenceState(subject.model, subject.p);
  const whole = (tokens: readonly number[]): Float32Array =>
    tf.tidy(() => {
      const last = tf.tensor1d([tokens.length - 1], 'int32');
      return subject.whole(tf.tensor1d([...tokens], 'int32'), last).dataSync() as Float32Array;
    });
  function expectWhole(logits: tf.Tensor2D, sequences: readonly (readonly number[])[]): void {
    const values = logits.dataSync();
    logits.dispose();
    sequences.forEach((tokens, row) => {
      const own = values.subarray(row * VOCABULARY, (row + 1) * VOCABULARY);
      whole(tokens).forEach((value, i) => expect(Math.abs(value - own[i]!)).toBeLessThan(2e-4));
    });
  }

  it('of different lengths have the logits of the whole pass, beyond a size of the cache', () => {
    const state = open();
    let sequences = [begun(57), begun(2), begun(19)];
    expectWhole(state.read(sequences), sequences);
    for (let more = 0; more < 12; more++) {
      sequences = sequences.map((tokens) => [...tokens, random.below(VOCABULARY)]);
      expectWhole(state.next(sequences.map((tokens) => tokens.at(-1)!)), sequences);
    }
    state.dispose();
  });

  it('go on, some of them, in another order and twice', () => {
    const state = open();
    const read = [begun(3), begun(64), begun(5)];
    state.read(read).dispose();
    state.select([2, 0, 2]);
    const sequences = [2, 0, 2].map((row) => [...read[row]!, random.below(VOCABULARY)]);
    expectWhole(state.next(sequences.map((tokens) => tokens.at(-1)!)), sequences);
    state.dispose();
  });

  it('leave no tensor behind', () => {
    const run = (): void => {
      const state = open();
      tf.dispose([state.read([[1, 2], [3]]), state.next([4, 5])]);
      state.select([1]);
      state.next([6]).dispose();
      state.dispose();
    };
    run();
    const before = tf.memory().numTensors;
    run();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/**
 * What the trunk holds while the chat reads a reply. A state lies between the residual blocks: state 0 is what the chat
 * tower gives, state k what block k - 1 leaves. W is the trunk's width.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { chatRows, trunkInput, trunkStates } from '../../model/forward/index.js';
import { chatTrunk } from '../../spec/index.js';
import { chatBatch } from '../losses/index.js';

/** Where it is read: over the mean of the reply's tokens, or at the token that ends the reply. */
export const PROBE_PLACES = ['mean', 'end'] as const;
export type ProbePlace = (typeof PROBE_PLACES)[number];

/** `rows` x `width`, row-major. */
export interface ActivationMatrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly width: number;
}

/** By place, then by state. */
export type Activations = Readonly<Record<ProbePlace, readonly ActivationMatrix[]>>;

const BATCH = 32;

/**
 * One row a sequence, whose reply is what it would learn: from `lossFrom` to its end, the last token ending the turn.
 */
export async function chatActivations(
  { config, parameters }: Network,
  sequences: readonly ChatSequence[],
): Promise<Activations> {
  const { width, layers } = config.trunk;
  const empty = (): ActivationMatrix[] =>
    Array.from({ length: layers + 1 }, () => ({
      data: new Float32Array(sequences.length * width),
      rows: sequences.length,
      width,
    }));
  const found = { mean: empty(), end: empty() };
  for (let from = 0; from < sequences.length; from += BATCH) {
    const some = sequences.slice(from, from + BATCH);
    const { tokens, sequences: count } = chatBatch(some);
    const length = tokens.length / count;
    const places = Int32Array.from(
      some.flatMap((sequence, row) =>
        Array.from(
          { length: sequence.tokens.length - sequence.lossFrom },
          (_, i) => row * length + sequence.lossFrom + i,
        ),
      ),
    );
    const states = tf.tidy(() => {
      const rows = chatRows(config, parameters, tf.tensor1d(tokens, 'int32'), count, tf.tensor1d(places, 'int32'));
      return trunkStates(config, parameters, trunkInput(parameters, rows), chatTrunk(config));
    });
    for (const [state, tensor] of states.entries())
      poolReplies(
        (await tensor.data()) as Float32Array,
        some,
        width,
        found.mean[state]!.data,
        found.end[state]!.data,
        from,
      );
    tf.dispose(states);
  }
  return found;
}

/** The rows of a batch's replies, one reply behind the other, into its sequences' rows from number `first` on. */
function poolReplies(
  states: Float32Array,
  sequences: readonly ChatSequence[],
  width: number,
  mean: Float32Array,
  end: Float32Array,
  first: number,
): void {
  let at = 0;
  sequences.forEach(({ tokens, lossFrom }, i) => {
    const row = (first + i) * width;
    // the end of the turn is no word, unless there is nothing else
    const words = Math.max(1, tokens.length - lossFrom - 1);
    for (let token = 0; token < words; token++) {
      for (let j = 0; j < width; j++) mean[row + j]! += states[(at + token) * width + j]! / words;
    }
    at += tokens.length - lossFrom;
    end.set(states.subarray((at - 1) * width, at * width), row);
  });
}

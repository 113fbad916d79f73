/**
 * Activations of the trunk while the chat reads a reply. A state lies between residual blocks: state 0 is the trunk's
 * input, state k the output of block k - 1. W is the trunk's width.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { chatRows, trunkInput, trunkStates } from '../../model/forward/index.js';
import { chatTrunk } from '../../spec/index.js';
import { chatBatch } from '../losses/index.js';

/** Where a reply's activations are read: the mean over its words' tokens, or the token that ends the reply. */
export const PROBE_PLACES = ['mean', 'end'] as const;
/** One of PROBE_PLACES. */
export type ProbePlace = (typeof PROBE_PLACES)[number];

/** `rows` x `width` activations, row-major. */
export interface ActivationMatrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly width: number;
}

/** Matrices by place, then by state. */
export type Activations = Readonly<Record<ProbePlace, readonly ActivationMatrix[]>>;

const BATCH = 32;

/**
 * Computes the activations of each sequence's reply, one row per sequence. The reply is what the sequence would learn:
 * from `lossFrom` to its end, whose last token ends the turn.
 */
export async function chatActivations(
  { config, parameters }: Network,
  sequences: readonly ChatSequence[],
): Promise<Activations> {
  const { width, layers } = config.trunk;
  const zeros = (): ActivationMatrix[] =>
    Array.from({ length: layers + 1 }, () => ({
      data: new Float32Array(sequences.length * width),
      rows: sequences.length,
      width,
    }));
  const result = { mean: zeros(), end: zeros() };
  for (let from = 0; from < sequences.length; from += BATCH) {
    const part = sequences.slice(from, from + BATCH);
    const { tokens, sequences: count } = chatBatch(part);
    const length = tokens.length / count;
    const rowIndices = Int32Array.from(
      part.flatMap((sequence, row) =>
        Array.from(
          { length: sequence.tokens.length - sequence.lossFrom },
          (_, i) => row * length + sequence.lossFrom + i,
        ),
      ),
    );
    const states = tf.tidy(() => {
      const rows = chatRows(config, parameters, tf.tensor1d(tokens, 'int32'), count, tf.tensor1d(rowIndices, 'int32'));
      return trunkStates(config, parameters, trunkInput(config, parameters, rows), chatTrunk(config));
    });
    for (const [state, tensor] of states.entries())
      poolReplies((await tensor.data()) as Float32Array, part, from, {
        mean: result.mean[state]!,
        end: result.end[state]!,
      });
    tf.dispose(states);
  }
  return result;
}

/**
 * Pools the rows of a batch's replies, which are consecutive in `states`, into the rows of their sequences, from row
 * `first` on.
 */
function poolReplies(
  states: Float32Array,
  sequences: readonly ChatSequence[],
  first: number,
  { mean, end }: Record<ProbePlace, ActivationMatrix>,
): void {
  const { width } = mean;
  let at = 0;
  sequences.forEach(({ tokens, lossFrom }, i) => {
    const row = (first + i) * width;
    // the end of the turn is not a word, but is read where there is nothing else
    const words = Math.max(1, tokens.length - lossFrom - 1);
    for (let token = 0; token < words; token++) {
      for (let j = 0; j < width; j++) mean.data[row + j]! += states[(at + token) * width + j]! / words;
    }
    at += tokens.length - lossFrom;
    end.data.set(states.subarray((at - 1) * width, at * width), row);
  });
}

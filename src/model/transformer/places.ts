/** Positions of tokens, as the two families take them. */
import * as tf from '@tensorflow/tfjs-core';
import { type DecoderShape, headWidth } from './decoder-shape.js';

/**
 * What positions (N) become: of GPT-2 the positions themselves, (N) int32; of Llama cosines and sines of the angles of
 * the rotation, both (N, 1, D / 2), for a position p and a pair i: p base^(-2 i / D).
 */
export function placesOf(config: DecoderShape, positions: Int32Array): tf.Tensor[] {
  if (config.family === 'gpt2') return [tf.tensor1d(positions, 'int32')];
  const pairs = headWidth(config) / 2;
  const [cos, sin] = [new Float32Array(positions.length * pairs), new Float32Array(positions.length * pairs)];
  const speeds = Array.from({ length: pairs }, (_, i) => config.rotaryBase! ** (-i / pairs));
  positions.forEach((position, at) => {
    speeds.forEach((speed, i) => {
      cos[at * pairs + i] = Math.cos(position * speed);
      sin[at * pairs + i] = Math.sin(position * speed);
    });
  });
  return [cos, sin].map((values) => tf.tensor3d(values, [positions.length, 1, pairs]));
}

import { type Random, randomFromState } from '../../spec/keys/index.js';

/** Generators for so many replies, from one. */
export const randomStreams = (random: Random, count: number): Random[] =>
  Array.from({ length: count }, () => {
    const words = [random.uint32(), random.uint32(), random.uint32(), random.uint32() | 1]; // never all zero
    return randomFromState(words);
  });

/** Beam search over any model that reads sequences token by token. */
import * as tf from '@tensorflow/tfjs-core';
import { topK } from '../kernels/index.js';
import { type Beam, type BeamOptions, Beams, type Hypothesis, type NextTokens, nextNeeded } from './beams.js';
import { blockedByRepetition } from './sample-token.js';

type Logits = tf.Tensor2D | Promise<tf.Tensor2D>;

/** Sequences that a model has read so far, with its cache. The caller of `read` and `next` owns the logits (B, V). */
export interface SearchState {
  /** Reads the beginnings of all sequences. Returns the logits after each. */
  read(sequences: readonly (readonly number[])[]): Logits;
  /** Reads one more token of each sequence. Returns the logits after it. */
  next(ids: readonly number[]): Logits;
  /** Keeps only the sequences with these indices, in this order. An index given twice duplicates its sequence. */
  select(indices: readonly number[]): void;
  /** Frees the cache. */
  dispose(): void;
}

/**
 * Searches the likeliest reply to each prompt, `beam` beginnings of each at a time. Returns up to `beam` hypotheses for
 * each, best first (beams.ts); none where nothing may follow a prompt. A prompt has room for `maxTokens` more. Equal
 * logits give equal results. The caller disposes of the state.
 */
export async function beamSearch(
  state: SearchState,
  prompts: readonly (readonly number[])[],
  options: BeamOptions,
): Promise<Hypothesis[][]> {
  const searches = prompts.map(() => new Beams(options));
  let open: readonly Beams[] = searches;
  let logits = await state.read(prompts);
  try {
    for (;;) {
      const next = await nextTokens(
        logits,
        open.flatMap(({ running }) => running),
        options,
      );
      const parents = extendAll(open, next);
      open = open.filter(({ isOpen }) => isOpen);
      if (open.length === 0) return searches.map(({ hypotheses }) => hypotheses);
      const isSame = parents.length === next.length && parents.every((parent, row) => parent === row);
      if (!isSame) state.select(parents);
      logits.dispose();
      logits = await state.next(open.flatMap(({ running }) => running.map(({ tokens }) => tokens.at(-1)!)));
    }
  } finally {
    logits.dispose();
  }
}

/** Extends the beams of all searches. Returns the row that each beam of those still open comes from. */
function extendAll(searches: readonly Beams[], next: readonly NextTokens[]): number[] {
  let from = 0;
  return searches.flatMap((beams) => {
    const first = from;
    from += beams.running.length;
    const parents = beams.extend(next.slice(first, from));
    return beams.isOpen ? parents.map((parent) => first + parent) : [];
  });
}

/** The likeliest tokens after each beam that may follow it, from the logits (B, V) after all of them. */
async function nextTokens(logits: tf.Tensor2D, beams: readonly Beam[], options: BeamOptions): Promise<NextTokens[]> {
  const { ends, noRepeat, minTokens } = options;
  const blocked = beams.map(({ tokens }) => {
    const repeating = blockedByRepetition(tokens, noRepeat);
    return new Set(tokens.length < minTokens ? [...repeating, ...ends] : repeating);
  });
  const needed = nextNeeded(options) + Math.max(...blocked.map(({ size }) => size));
  const total = tf.logSumExp(logits, 1);
  const [{ k, ids, values }, totals] = await Promise.all([topK(logits, needed), total.data()]);
  total.dispose();
  return blocked.map((own, row) => {
    const kept = Array.from({ length: k }, (_, i) => row * k + i).filter((at) => !own.has(ids[at]!));
    return {
      ids: kept.map((at) => ids[at]!),
      logProbabilities: kept.map((at) => values[at]! - totals[row]!),
    };
  });
}

/**
 * The beams of one reply: its likeliest beginnings, and the hypotheses that have ended. Plain arithmetic, no tensors.
 * They are chosen as by `generate(num_beams=...)` of transformers, with its default `early_stopping=False`.
 *
 * A hypothesis is ranked by log P(reply) / length^alpha, where the length counts the token that ends it. That is the
 * length penalty of transformers; Wu et al. (arXiv 1609.08144, section 7) divide by ((5 + length) / 6)^alpha instead,
 * which favours long replies less. At alpha = 0 both rank by the log-probability, at 1 ours by its mean over tokens.
 */
import type { ReplyDecoding } from '../../spec/index.js';
import type { Reply } from './score-replies.js';

/** Settings of a search, and the tokens that end a reply. */
export interface BeamOptions
  extends Pick<ReplyDecoding, 'beam' | 'lengthPenalty' | 'noRepeat' | 'minTokens' | 'maxTokens'> {
  readonly ends: ReadonlySet<number>;
}

/** A reply that a search has found. */
export interface Hypothesis extends Reply {
  /** Log-probability in nats, the end's included. */
  readonly logProbability: number;
}

/** The beginning of a reply. */
export interface Beam {
  readonly tokens: readonly number[];
  readonly logProbability: number;
}

/** The likeliest tokens after a beam, in descending order, ties by id; none that must not follow. */
export interface NextTokens {
  readonly ids: readonly number[];
  readonly logProbabilities: readonly number[];
}

/** A hypothesis with what it is ranked by. */
interface Ranked {
  readonly hypothesis: Hypothesis;
  readonly score: number;
}

/** How many next tokens of each beam suffice: enough for `beam` of them to go on where all ends come first. */
export const nextNeeded = ({ beam, ends }: Pick<BeamOptions, 'beam' | 'ends'>): number =>
  Math.max(2, 1 + ends.size) * beam;

/** The search for one reply. */
export class Beams {
  #running: readonly Beam[] = [{ tokens: [], logProbability: 0 }];
  #ended: readonly Ranked[] = [];
  #length = 0;

  constructor(readonly options: BeamOptions) {}

  /** The beginnings to go on with, likeliest first. */
  get running(): readonly Beam[] {
    return this.#running;
  }

  /** What was found, best first. */
  get hypotheses(): Hypothesis[] {
    return this.#ended.map(({ hypothesis }) => hypothesis);
  }

  /** Whether going on could still improve what was found. */
  get isOpen(): boolean {
    const { beam, maxTokens } = this.options;
    const best = this.#running[0];
    if (best === undefined || this.#length === maxTokens) return false;
    if (this.#ended.length < beam) return true;
    // a guess, as transformers makes it: a longer reply may do better by its length
    return this.#score(best.logProbability, this.#length) > this.#ended.at(-1)!.score;
  }

  /** Adds a token to the running beams, given what may follow each. Returns which beam each of the new ones extends. */
  extend(next: readonly NextTokens[]): number[] {
    const { beam, ends, maxTokens } = this.options;
    this.#length++;
    const kept: { readonly beam: Beam; readonly parent: number }[] = [];
    const ended: Ranked[] = [];
    this.#likeliest(next).forEach(({ parent, token, logProbability }, rank) => {
      const { tokens } = this.#running[parent]!;
      const isEnd = ends.has(token);
      const longer = isEnd ? tokens : [...tokens, token];
      if (!isEnd && this.#length < maxTokens) {
        if (kept.length < beam) kept.push({ beam: { tokens: longer, logProbability }, parent });
      } else if (rank < beam) {
        const score = this.#score(logProbability, this.#length);
        ended.push({ hypothesis: { tokens: longer, ended: isEnd, logProbability }, score });
      }
    });
    this.#ended = [...this.#ended, ...ended].sort((a, b) => b.score - a.score).slice(0, beam);
    this.#running = kept.map((one) => one.beam);
    return kept.map(({ parent }) => parent);
  }

  #score(logProbability: number, length: number): number {
    return logProbability / length ** this.options.lengthPenalty;
  }

  /** The likeliest continuations of all beams, ties by beam and id. */
  #likeliest(next: readonly NextTokens[]) {
    const all = next.flatMap(({ ids, logProbabilities }, parent) => {
      const before = this.#running[parent]!.logProbability;
      return ids.map((token, i) => ({ parent, token, logProbability: before + logProbabilities[i]! }));
    });
    return all.sort((a, b) => b.logProbability - a.logProbability).slice(0, nextNeeded(this.options)); // a stable sort
  }
}

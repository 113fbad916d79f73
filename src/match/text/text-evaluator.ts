import type { BoardQuery, MoveEvaluator, MovesEvaluation } from '../player/index.js';
import { type GameText, gameText } from './game-text.js';

/** What is required of a language model. */
export interface TextModel {
  readonly config: { readonly context: number };
  readonly tokenizer: { encode(text: string): readonly number[] };
  /** Log-probabilities, in nats, of continuations of a text, all as token ids. */
  scores(text: readonly number[], continuations: readonly (readonly number[])[]): Promise<Float32Array>;
  dispose(): void;
}

/**
 * A language model as a player. It reads the game so far as movetext and nothing else; the logit of a legal move is the
 * log-probability of its SAN, with the blank before it, as the next text: the sum over its tokens, not divided by their
 * number. A softmax of these logits over the legal moves is the policy that moves are drawn from, as with a network's
 * logits. There is no outcome: it is not a number, so that a guard, which would ask for it, fails.
 *
 * The text `O-O` is how `O-O-O` begins, and likewise with some moves of pieces whose square of departure is told: such
 * a move is scored together with what begins like it.
 */
export class TextEvaluator implements MoveEvaluator {
  /** It runs in this thread. */
  readonly concurrency = 1;
  /** The only model of this evaluator. */
  readonly number = 0;
  readonly evaluator = this;

  constructor(private readonly model: TextModel) {}

  /** Evaluates one board after the other, so that an evaluation does not depend on what else is evaluated. */
  async evaluateMoves(boards: readonly BoardQuery[]): Promise<MovesEvaluation> {
    const texts = boards.map(gameText);
    const logits: number[] = [];
    const probabilities: number[] = [];
    for (const text of texts) {
      const moves = text.moves.map((san) => this.model.tokenizer.encode(` ${san}`));
      const scores = await this.model.scores(this.#tokens(text, moves), moves);
      logits.push(...scores);
      moves.forEach((tokens, i) =>
        probabilities.push(moves.some((other) => beginsWith(tokens, other)) ? 0 : Math.exp(scores[i]!)),
      );
      await new Promise(setImmediate); // a pass takes long: messages and signals
    }
    return {
      logits: Float32Array.from(logits),
      probabilities: Float32Array.from(probabilities),
      outcome: new Float32Array(3 * boards.length).fill(Number.NaN),
    };
  }

  /** Frees the model. */
  dispose(): void {
    this.model.dispose();
  }

  /**
   * The tokens of the game. Of one that is too long for the context the oldest moves are left out, whole moves of both
   * sides. A blank begins a word for every tokenizer that is read, so words can be encoded one by one.
   */
  #tokens({ words, beginnings }: GameText, moves: readonly (readonly number[])[]): number[] {
    const encode = (text: string): readonly number[] => this.model.tokenizer.encode(text);
    const room = this.model.config.context - Math.max(...moves.map((tokens) => tokens.length));
    const parts = words.map((word) => encode(` ${word}`));
    let length = parts.reduce((sum, { length: own }) => sum + own, 0);
    let from = 0;
    for (const next of beginnings.slice(1)) {
      if (length <= room) break;
      for (; from < next; from++) length -= parts[from]!.length;
    }
    return [...encode(words[from]!), ...parts.slice(from + 1).flat()];
  }
}

/** Whether `tokens` begin with all of `other` and go on. */
const beginsWith = (tokens: readonly number[], other: readonly number[]): boolean =>
  other.length < tokens.length && other.every((token, i) => token === tokens[i]);

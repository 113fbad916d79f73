import type { ChatWork, EvaluatedPly, EvaluateWork, MoveAnswer, MoveWork } from '../spec/index.js';
import { ComputeError } from './compute-error.js';
import { ComputeProcess, type ComputeProcessOptions } from './compute-process.js';

/** Options of ChatHost. */
export interface ChatHostOptions extends ComputeProcessOptions {
  readonly home: string;
  /** Timeout of one request, ms; the child is then killed, because it cannot be interrupted otherwise. Default 60 s. */
  readonly timeoutMs?: number;
  /** Maximum number of requests running and waiting; more are rejected with `busy`. Default 16. */
  readonly queueLimit?: number;
}

/** A chat request: checkpoint, turns and decoding. */
export type ChatQuestion = Omit<ChatWork, 'type' | 'id' | 'home'>;
/** A move request: checkpoint, moves so far and decoding. */
export type MoveQuestion = Omit<MoveWork, 'type' | 'id' | 'home'>;
/** A request to evaluate every position of a game with a checkpoint. */
export type EvaluateQuestion = Omit<EvaluateWork, 'type' | 'id' | 'home'>;

/**
 * Serves chat, move and evaluation requests of the API process, which loads no TensorFlow: one compute child, forked by
 * the first request, answers one request at a time. All requests reject with ComputeError: `busy` if the queue is full,
 * `timed-out`, or a code of the child.
 */
export class ChatHost {
  readonly #process: ComputeProcess;
  readonly #options: ChatHostOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: ChatHostOptions) {
    this.#options = options;
    this.#process = new ComputeProcess(options);
  }

  /** Generates the next turn of a conversation. */
  chat(question: ChatQuestion): Promise<{ reply: string }> {
    return this.#enqueue(() => this.#process.start<'chat'>({ type: 'chat', home: this.#options.home, ...question }));
  }

  /** Chooses a move for the side to move. */
  move(question: MoveQuestion): Promise<MoveAnswer> {
    return this.#enqueue(() => this.#process.start<'move'>({ type: 'move', home: this.#options.home, ...question }));
  }

  /** Evaluates the position after every half-move of a game. */
  evaluate(question: EvaluateQuestion): Promise<{ readonly plies: readonly EvaluatedPly[] }> {
    return this.#enqueue(() =>
      this.#process.start<'evaluate'>({ type: 'evaluate', home: this.#options.home, ...question }),
    );
  }

  /** Stops the child; running requests fail with `stopped`. */
  stop(): Promise<void> {
    return this.#process.stop();
  }

  #enqueue<T>(start: () => { readonly result: Promise<T> }): Promise<T> {
    const { queueLimit = 16, timeoutMs = 60_000 } = this.#options;
    if (this.#waiting >= queueLimit)
      return Promise.reject(new ComputeError('busy', `${queueLimit} requests are already waiting`));
    this.#waiting++;
    const answer = this.#last.then(() => this.#withTimeout(start().result, timeoutMs));
    this.#last = answer.catch(() => undefined).finally(() => this.#waiting--);
    return answer;
  }

  #withTimeout<T>(result: Promise<T>, timeoutMs: number): Promise<T> {
    const timer = setTimeout(
      () => this.#process.kill('timed-out', `no answer within ${timeoutMs / 1000} s`),
      timeoutMs,
    );
    return result.finally(() => clearTimeout(timer));
  }
}

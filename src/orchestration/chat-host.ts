import type { ChatWork, EvaluatedPly, EvaluateWork, MoveAnswer, MoveWork } from '../spec/index.js';
import { ComputeError } from './compute-error.js';
import { ComputeProcess, type ComputeProcessOptions } from './compute-process.js';

export interface ChatHostOptions extends ComputeProcessOptions {
  readonly home: string;
  /** An answer later than this is none; the child is killed, since nothing else frees it. */
  readonly timeoutMs?: number;
  /** Requests under way and waiting; more are refused with `busy`. */
  readonly queueLimit?: number;
}

export type ChatQuestion = Omit<ChatWork, 'type' | 'id' | 'home'>;
export type MoveQuestion = Omit<MoveWork, 'type' | 'id' | 'home'>;
export type EvaluateQuestion = Omit<EvaluateWork, 'type' | 'id' | 'home'>;

/**
 * Talks and moves for the API process, which loads no TensorFlow itself: one compute child, forked by the first
 * request, that answers one at a time.
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

  chat(question: ChatQuestion): Promise<{ reply: string }> {
    return this.#enqueue(() => this.#process.start<'chat'>({ type: 'chat', home: this.#options.home, ...question }));
  }

  move(question: MoveQuestion): Promise<MoveAnswer> {
    return this.#enqueue(() => this.#process.start<'move'>({ type: 'move', home: this.#options.home, ...question }));
  }

  judge(question: EvaluateQuestion): Promise<{ readonly plies: readonly EvaluatedPly[] }> {
    return this.#enqueue(() =>
      this.#process.start<'evaluate'>({ type: 'evaluate', home: this.#options.home, ...question }),
    );
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  #enqueue<T>(start: () => { readonly result: Promise<T> }): Promise<T> {
    const { queueLimit = 16, timeoutMs = 60_000 } = this.#options;
    if (this.#waiting >= queueLimit)
      return Promise.reject(new ComputeError('busy', `${queueLimit} requests wait already`));
    this.#waiting++;
    const answer = this.#last.then(() => this.#inTime(start().result, timeoutMs));
    this.#last = answer.catch(() => undefined).finally(() => this.#waiting--);
    return answer;
  }

  #inTime<T>(result: Promise<T>, timeoutMs: number): Promise<T> {
    const timer = setTimeout(
      () => this.#process.kill('timed-out', `no answer within ${timeoutMs / 1000} s`),
      timeoutMs,
    );
    return result.finally(() => clearTimeout(timer));
  }
}

import type {
  ComputeKind,
  ComputeResults,
  FineTuneMetric,
  FromChild,
  GameOrder,
  GameResult,
  PlannedContestant,
  ToChild,
} from '../spec/index.js';
import type { ComputeError } from './compute-error.js';

/** What a caller wants to hear while its request is under way. Called in the order of the messages; must not throw. */
export interface TaskHandlers {
  readonly onMetric?: (metric: FineTuneMetric, totalSteps: number) => void;
  readonly onGames?: (results: readonly GameResult[], waiting: number) => void;
}

/** A request that the compute child works on. */
export class ComputeTask<Kind extends ComputeKind> {
  readonly result: Promise<ComputeResults[Kind]>;
  readonly #settle: PromiseWithResolvers<ComputeResults[Kind]>;
  readonly #handlers: TaskHandlers;
  readonly #send: (message: ToChild) => void;
  readonly #onCancel: () => void;
  #cancelled = false;

  constructor(
    readonly id: string,
    handlers: TaskHandlers,
    send: (message: ToChild) => void,
    onCancel: () => void,
  ) {
    this.#settle = withResolvers();
    this.result = this.#settle.promise;
    this.result.catch(() => undefined); // a caller may look later, or not at all
    this.#handlers = handlers;
    this.#send = send;
    this.#onCancel = onCancel;
  }

  /**
   * Asks the child to stop; `result` then rejects with the code `cancelled`, or `child-exited` if it had to be killed.
   */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#send({ type: 'cancel', id: this.id });
    this.#onCancel();
  }

  moreGames(games: readonly GameOrder[], contestants: readonly PlannedContestant[]): void {
    this.#send({ type: 'more-games', id: this.id, games, contestants });
  }

  noMoreGames(): void {
    this.#send({ type: 'no-more-games', id: this.id });
  }

  /** The rest is for ComputeProcess. */
  receive(message: Extract<FromChild, { type: 'metric' | 'games' }>): void {
    if (message.type === 'metric') this.#handlers.onMetric?.(message.metric, message.totalSteps);
    else this.#handlers.onGames?.(message.results, message.waiting);
  }

  finish(result: ComputeResults[ComputeKind]): void {
    this.#settle.resolve(result as ComputeResults[Kind]);
  }

  fail(error: ComputeError): void {
    this.#settle.reject(error);
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** `Promise.withResolvers` of Node 22. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

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
import type { CheckPart } from '../vocabulary/index.js';
import type { ComputeError } from './compute-error.js';

/** Callbacks of a running request, called in the order of the child's messages. They must not throw. */
export interface TaskHandlers {
  /** A row of training metrics; `totalSteps` is the planned length of the run. */
  readonly onMetric?: (metric: FineTuneMetric, totalSteps: number) => void;
  /** Everything is loaded and the first step of a fine-tune begins. */
  readonly onTraining?: () => void;
  /** A part of a child's checks begins. */
  readonly onCheck?: (part: CheckPart) => void;
  /** Finished games; `waiting` is the number of claimed games that have not started. */
  readonly onGames?: (results: readonly GameResult[], waiting: number) => void;
}

/** A running request of the compute child. */
export class ComputeTask<Kind extends ComputeKind> {
  /** Rejects with ComputeError. */
  readonly result: Promise<ComputeResults[Kind]>;
  readonly #deferred: PromiseWithResolvers<ComputeResults[Kind]>;
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
    this.#deferred = withResolvers();
    this.result = this.#deferred.promise;
    this.result.catch(() => undefined); // no unhandled rejection if the caller attaches late or never
    this.#handlers = handlers;
    this.#send = send;
    this.#onCancel = onCancel;
  }

  /**
   * Asks the child to stop the request; `result` then rejects with the code `cancelled`, or with `child-exited` if the
   * child had to be killed.
   */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#send({ type: 'cancel', id: this.id });
    this.#onCancel();
  }

  /** Adds games to a running `play` request; `contestants` are those that the child does not know yet. */
  moreGames(games: readonly GameOrder[], contestants: readonly PlannedContestant[]): void {
    this.#send({ type: 'more-games', id: this.id, games, contestants });
  }

  /** Tells a running `play` request that no games will be added: it finishes with the last game. */
  noMoreGames(): void {
    this.#send({ type: 'no-more-games', id: this.id });
  }

  /** Passes a message of the child to the handlers. For ComputeProcess only. */
  receive(message: Extract<FromChild, { type: 'training' | 'metric' | 'checking' | 'games' }>): void {
    if (message.type === 'training') this.#handlers.onTraining?.();
    else if (message.type === 'metric') this.#handlers.onMetric?.(message.metric, message.totalSteps);
    else if (message.type === 'checking') this.#handlers.onCheck?.(message.part);
    else this.#handlers.onGames?.(message.results, message.waiting);
  }

  /** Resolves `result`. For ComputeProcess only. */
  finish(result: ComputeResults[ComputeKind]): void {
    this.#deferred.resolve(result as ComputeResults[Kind]);
  }

  /** Rejects `result`. For ComputeProcess only. */
  fail(error: ComputeError): void {
    this.#deferred.reject(error);
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** `Promise.withResolvers`, which Node has from version 22 on. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

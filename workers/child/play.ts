import { playGames } from '../../src/match/loop/index.js';
import type { ComputeResults, GameOrder, MoreGames, PlayWork } from '../../src/spec/index.js';
import { AnchorEngines } from './anchor-engines.js';
import { type ChildContext, throwIfCancelled } from './context.js';
import { PlayerPool, type PlayModels } from './player-pool.js';
import { ResultBatch } from './result-batch.js';

/**
 * A play request. Games arrive with the request and with `more-games` messages, and start in the order of arrival once
 * their contestants' models are loaded. The request ends after `no-more-games`, when all games have ended.
 */
export class PlayRequest {
  readonly #work: PlayWork;
  readonly #context: Pick<ChildContext, 'send' | 'signal'>;
  readonly #engines = new AnchorEngines(process.env);
  readonly #pool: PlayerPool;
  /** Games that are ready to start. */
  readonly #games: GameOrder[] = [];
  /** Number of games whose networks are being loaded. */
  #loading = 0;
  #loaded: Promise<void> = Promise.resolve();
  /** The first failure to load a contestant. */
  #failure: { readonly cause: unknown } | undefined;
  #open = true;
  #wake: () => void = () => undefined;

  constructor(work: PlayWork, context: Pick<ChildContext, 'send' | 'signal'>, models: PlayModels) {
    this.#pool = new PlayerPool(work.home, models, (contestant, definition) =>
      this.#engines.engineFor(contestant, definition),
    );
    this.#work = work;
    this.#context = context;
    context.signal.addEventListener('abort', () => this.#wake(), { once: true });
    this.add(work);
  }

  /** Adds games, with the contestants that are new to the request. A failure to load one makes `run` reject. */
  add({ games, contestants }: Pick<MoreGames, 'games' | 'contestants'>): void {
    this.#loading += games.length;
    this.#loaded = this.#loaded
      .then(() => this.#pool.add(contestants))
      .then(() => void this.#games.push(...games))
      .catch((cause: unknown) => void (this.#failure ??= { cause }))
      .finally(() => {
        this.#loading -= games.length;
        this.#wake();
      });
  }

  /** Declares that no more games will be added. */
  close(): void {
    this.#open = false;
    this.#wake();
  }

  /** Plays all games. Rejects with ChildError `cancelled` after an abort, and with the cause of a failed load. */
  async run(): Promise<ComputeResults['play']> {
    const { signal, send } = this.#context;
    const { id, concurrency } = this.#work;
    const batch = new ResultBatch((results) =>
      send({ type: 'games', id, results, waiting: this.#games.length + this.#loading }),
    );
    try {
      while (await this.#hasGames()) {
        await playGames({
          players: this.#pool.players,
          next: () => (this.#failure ? undefined : this.#games.shift()),
          concurrency,
          onFinished: (result) => batch.add(result),
          signal,
        });
      }
      return { played: batch.count };
    } catch (error) {
      throwIfCancelled(signal);
      throw error;
    } finally {
      batch.flush();
      await this.#loaded;
      await this.#engines.close();
      this.#pool.release();
    }
  }

  /** Waits until a game is ready (true), or until the request is closed and none is left (false). */
  async #hasGames(): Promise<boolean> {
    for (;;) {
      throwIfCancelled(this.#context.signal);
      if (this.#failure) throw this.#failure.cause;
      if (this.#games.length > 0) return true;
      if (!this.#open && this.#loading === 0) return false;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

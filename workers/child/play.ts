import { playGames } from '../../src/match/loop/index.js';
import type { ComputeResults, GameOrder, MoreGames, PlayWork } from '../../src/spec/index.js';
import { AnchorEngines } from './anchor-engines.js';
import { type ChildContext, throwIfCancelled } from './context.js';
import { type CheckpointSource, PlayerPool } from './player-pool.js';
import { ResultBatch } from './result-batch.js';

/**
 * A play request. Games come with the request and by `more-games`; they are put on boards in the order in which they
 * came, once their contestants' networks are loaded. It ends when `no-more-games` has been said and all have ended.
 */
export class PlayRequest {
  readonly #work: PlayWork;
  readonly #context: Pick<ChildContext, 'send' | 'signal'>;
  readonly #engines = new AnchorEngines(process.env);
  readonly #seats: PlayerPool;
  readonly #games: GameOrder[] = [];
  /** Games whose networks are still being loaded. */
  #loading = 0;
  #loaded: Promise<void> = Promise.resolve();
  #failure: { readonly cause: unknown } | undefined;
  #open = true;
  #wake: () => void = () => undefined;

  constructor(work: PlayWork, context: Pick<ChildContext, 'send' | 'signal'>, networks: CheckpointSource) {
    this.#seats = new PlayerPool(work.home, networks, (contestant, definition) =>
      this.#engines.engineFor(contestant, definition),
    );
    this.#work = work;
    this.#context = context;
    context.signal.addEventListener('abort', () => this.#wake(), { once: true });
    this.add(work);
  }

  add({ games, contestants }: Pick<MoreGames, 'games' | 'contestants'>): void {
    this.#loading += games.length;
    this.#loaded = this.#loaded
      .then(() => this.#seats.add(contestants))
      .then(() => void this.#games.push(...games))
      .catch((cause: unknown) => void (this.#failure ??= { cause }))
      .finally(() => {
        this.#loading -= games.length;
        this.#wake();
      });
  }

  close(): void {
    this.#open = false;
    this.#wake();
  }

  async run(): Promise<ComputeResults['play']> {
    const { signal, send } = this.#context;
    const { id, concurrency } = this.#work;
    const batch = new ResultBatch((results) =>
      send({ type: 'games', id, results, waiting: this.#games.length + this.#loading }),
    );
    try {
      while (await this.#hasGames()) {
        await playGames({
          players: this.#seats.players,
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
      this.#seats.release();
    }
  }

  /** Waits for games, or for the word that there are none. */
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

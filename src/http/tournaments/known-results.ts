import { LRUCache } from 'lru-cache';
import type { Queryable, ResultRow } from '../../store/base/index.js';
import { allResults } from '../../store/games/index.js';

/** Number of results kept for all tournaments together: about 60 MB. A tournament with more is read anew each time. */
const MAX_RESULTS = 200_000;

/**
 * Results by tournament. What is recorded never changes, so only results recorded since the last call are read: while a
 * tournament is played and its standings are polled, each version costs its new games, not all games before them.
 */
export class KnownResults {
  readonly #known = new LRUCache<string, readonly ResultRow[]>({
    maxSize: MAX_RESULTS,
    sizeCalculation: ({ length }) => length + 1,
  });

  /** Returns all results of a tournament that are recorded now, in the order of the schedule. */
  async of(q: Queryable, tournamentId: string): Promise<readonly ResultRow[]> {
    const known = this.#known.get(tournamentId) ?? [];
    const added = await allResults(q, tournamentId, known.length); // positions count from 1 without gaps
    if (added.length === 0) return known;
    const all = [...known, ...added].sort((one, other) => one.number - other.number);
    this.#known.set(tournamentId, all);
    return all;
  }
}

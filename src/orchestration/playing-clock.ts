import type { GameOrder, GameResult, PlannedContestant } from '../spec/index.js';
import type { ContestantKey, GameKey } from '../vocabulary/index.js';
import type { RateRecorder } from './rate-recorder.js';

/** Longest interval that is measured as one, seconds. */
const MAX_SECONDS = 60;
/** Shortest interval and fewest games from which a rate follows. */
const MIN_SECONDS = 5;
const MIN_GAMES = 24;

/** Measures moves a second and plies a game of one run of games by the times at which results arrive. */
export class PlayingClock {
  readonly #networks = new Set<ContestantKey>();
  readonly #sides = new Map<GameKey, readonly [ContestantKey, ContestantKey]>();
  #base: string | undefined;
  #since: number;
  #sums = { games: 0, plies: 0, networkPlies: 0 };

  /** `now` returns seconds. */
  constructor(
    private readonly recorder: Pick<RateRecorder, 'add'>,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.#since = now();
  }

  /** Learns of games that will be played, and of contestants that are new. */
  expect(
    games: readonly Pick<GameOrder, 'gameKey' | 'white' | 'black'>[],
    contestants: readonly Pick<PlannedContestant, 'key' | 'kind' | 'checkpoint'>[],
  ): void {
    for (const { key, kind, checkpoint } of contestants) {
      if (checkpoint === null) continue;
      this.#networks.add(key);
      if (kind !== 'child') this.#base ??= checkpoint;
    }
    for (const { gameKey, white, black } of games) this.#sides.set(gameKey, [white, black]);
  }

  /** Counts finished games; records the rates of the interval when it is long enough. */
  add(results: readonly Pick<GameResult, 'gameKey' | 'white' | 'black'>[]): void {
    for (const { gameKey, white, black } of results) {
      const sides = this.#sides.get(gameKey);
      this.#sides.delete(gameKey);
      if (!sides) continue;
      this.#sums.games++;
      this.#sums.plies += white.moves + black.moves;
      if (this.#networks.has(sides[0])) this.#sums.networkPlies += white.moves;
      if (this.#networks.has(sides[1])) this.#sums.networkPlies += black.moves;
    }
    if (this.now() - this.#since >= MAX_SECONDS) this.record();
  }

  /** Records the rates of the interval so far and begins the next; too short an interval is dropped. */
  record(): void {
    const seconds = this.now() - this.#since;
    const { games, plies, networkPlies } = this.#sums;
    this.#since = this.now();
    this.#sums = { games: 0, plies: 0, networkPlies: 0 };
    const base = this.#base;
    if (base === undefined || games < MIN_GAMES || seconds < MIN_SECONDS || networkPlies === 0) return;
    this.recorder.add([
      { quantity: 'ply', base, value: seconds / networkPlies },
      { quantity: 'game', base, value: plies / games },
    ]);
  }
}

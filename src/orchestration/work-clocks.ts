/** Clocks that measure rates of work by the times at which metrics and results arrive. */
import type { FineTuneMetric, FineTuneRecipe, GameOrder, GameResult, PlannedContestant } from '../spec/index.js';
import type { ContestantKey, GameKey } from '../vocabulary/index.js';
import type { RateRecorder } from './rate-recorder.js';

/** Base of the last child that this process finished: its measurements are kept for the next one. */
let lastBase: string | undefined;

/** Shortest interval that is measured, seconds. */
const MIN_SECONDS = 5;
/** Fewest steps of a measured interval. */
const MIN_STEPS = 10;

/**
 * Measures the steps and the rest of one fine-tune by the times at which its metrics arrive. Recipes whose steps or
 * checks do more than usual (replay, a stop by drift, a teacher) are not measured.
 */
export class TrainingClock {
  readonly #began: number;
  readonly #measurable: boolean;
  /** The first and the last metric of all, and the first of the interval. */
  #first: { readonly step: number; readonly at: number } | undefined;
  #since: { readonly step: number; readonly at: number } | undefined;
  #last: { readonly step: number; readonly at: number } | undefined;

  /** `now` returns seconds. */
  constructor(
    private readonly recipe: FineTuneRecipe,
    private readonly recorder: Pick<RateRecorder, 'add'>,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    const { replay, stop, teacher } = recipe.treatment;
    this.#measurable = !replay && !stop && teacher === undefined;
    this.#began = now();
  }

  /** Notes that training has come to this step. */
  add({ step }: Pick<FineTuneMetric, 'step'>): void {
    if (!this.#measurable) return;
    const here = { step, at: this.now() };
    this.#first ??= here;
    this.#since ??= here;
    this.#last = here;
    const [steps, seconds] = [step - this.#since.step, here.at - this.#since.at];
    if (steps < MIN_STEPS || seconds < MIN_SECONDS) return;
    const { base, dataset, settings } = this.recipe;
    const { batch, maxTokens } = settings;
    this.recorder.add([{ quantity: 'step', base, dataset, batch, maxTokens, value: seconds / steps }]);
    this.#since = here;
  }

  /** Notes that the child is there. The rest is not measured of a fine-tune that was resumed. */
  finish(): void {
    const isFirst = lastBase !== this.recipe.base;
    lastBase = this.recipe.base;
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || last.step - first.step < MIN_STEPS || first.step > MIN_STEPS) return;
    const perStep = (last.at - first.at) / (last.step - first.step);
    const rest = this.now() - this.#began - perStep * last.step;
    this.recorder.add([{ quantity: isFirst ? 'first child' : 'child', base: this.recipe.base, value: rest }]);
  }
}

/** Longest interval that is measured as one, seconds. */
const MAX_PLAY_SECONDS = 60;
/** Fewest games from which a rate follows. */
const MIN_GAMES = 24;
const NOTHING = { games: 0, plies: 0, networkPlies: 0, between: 0, draws: 0 };

/** Games and draws that a share of draws starts with: those that plans assume without any (`DRAW_RATE`). */
const DRAW_PRIOR = { games: 10, draws: 1.5 };

/** Measures moves a second, plies a game and draws of one run of games by the times at which results arrive. */
export class PlayingClock {
  readonly #networks = new Set<ContestantKey>();
  readonly #sides = new Map<GameKey, readonly [ContestantKey, ContestantKey]>();
  #base: string | undefined;
  #since: number;
  #sums = { ...NOTHING };

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
  add(results: readonly Pick<GameResult, 'gameKey' | 'white' | 'black' | 'result'>[]): void {
    for (const { gameKey, white, black, result } of results) {
      const sides = this.#sides.get(gameKey);
      this.#sides.delete(gameKey);
      if (!sides) continue;
      this.#sums.games++;
      this.#sums.plies += white.moves + black.moves;
      if (this.#networks.has(sides[0])) this.#sums.networkPlies += white.moves;
      if (this.#networks.has(sides[1])) this.#sums.networkPlies += black.moves;
      if (!sides.every((side) => this.#networks.has(side))) continue;
      this.#sums.between++;
      if (result === '1/2-1/2') this.#sums.draws++;
    }
    if (this.now() - this.#since >= MAX_PLAY_SECONDS) this.record();
  }

  /** Records the rates of the interval so far and begins the next; too short an interval is dropped. */
  record(): void {
    const seconds = this.now() - this.#since;
    const { games, plies, networkPlies, between, draws } = this.#sums;
    this.#since = this.now();
    this.#sums = { ...NOTHING };
    const base = this.#base;
    if (base === undefined || games < MIN_GAMES || seconds < MIN_SECONDS || networkPlies === 0) return;
    this.recorder.add([
      { quantity: 'ply', base, value: seconds / networkPlies },
      { quantity: 'game', base, value: plies / games },
    ]);
    if (between < MIN_GAMES) return;
    const value = (draws + DRAW_PRIOR.draws) / (between + DRAW_PRIOR.games);
    this.recorder.add([{ quantity: 'draw', base, value }]);
  }
}

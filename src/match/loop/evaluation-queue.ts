import type { MoveEvaluator } from '../player/index.js';
import type { LiveGame } from './live-game.js';

/** Positions from which on a pass starts although engines are still thinking. */
const FULL_BATCH = 64;
/** Smallest part of a split group. From 8 boards on a pass has nearly its full speed a board (docs/log.md). */
const SMALLEST_PART = 8;

/** A group that was passed over this often is taken next, however small it is. */
const MAX_PASSED_OVER = 8;

/** Games that wait for one evaluator. */
interface Group {
  games: LiveGame[];
  timesPassedOver: number;
}

/** Games to be evaluated in one forward pass. */
export interface ForwardPass {
  readonly evaluator: MoveEvaluator;
  readonly games: readonly LiveGame[];
}

/**
 * The games that wait for a network, grouped by evaluator, and the choice of the next forward pass. Evaluators take
 * turns. While a pass is running, only a group of at least half its fair share of the games may start another:
 * otherwise the games would split into many small batches that never merge again.
 */
export class EvaluationQueue {
  /** In the order of their turns. */
  private readonly groups = new Map<MoveEvaluator, Group>();

  /** Adds a game in which a network of this evaluator is to move. */
  add(evaluator: MoveEvaluator, game: LiveGame): void {
    const group = this.groups.get(evaluator);
    if (group) group.games.push(game);
    else this.groups.set(evaluator, { games: [game], timesPassedOver: 0 });
  }

  /**
   * The next pass, or undefined while waiting for more games is better. `running` is the number of passes in progress,
   * `activeGames` that of all games being played, `engineGames` that of games in which an engine is to move.
   */
  take(running: number, activeGames: number, engineGames: number): ForwardPass | undefined {
    for (const [evaluator, group] of this.groups) {
      const { games } = group;
      const fairShare = activeGames / Math.max(evaluator.concurrency, this.groups.size);
      if (games.length === 0) {
        if (running === 0) this.groups.delete(evaluator);
        continue;
      }
      if (running >= evaluator.concurrency) continue;
      if (engineGames > 0 && games.length < FULL_BATCH) continue;
      if (running > 0 && games.length < fairShare / 2 && group.timesPassedOver < MAX_PASSED_OVER) continue;
      const size =
        evaluator.concurrency > 1
          ? Math.max(SMALLEST_PART, Math.ceil(activeGames / evaluator.concurrency))
          : games.length;
      group.games = games.slice(size);
      for (const other of this.groups.values()) if (other !== group && other.games.length > 0) other.timesPassedOver++;
      group.timesPassedOver = 0;
      this.groups.delete(evaluator); // moves it behind all others
      this.groups.set(evaluator, group);
      return { evaluator, games: games.slice(0, size) };
    }
    return undefined;
  }
}

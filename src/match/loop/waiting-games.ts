import type { MoveEvaluator } from '../player/index.js';
import type { LiveGame } from './live-game.js';

/** With so many games a pass starts although engines still think of others; smaller parts than this are not cut. */
const FULL_BATCH = 64;

/** A group that others were preferred to so often goes next, however small. */
const MOST_PATIENCE = 8;

interface Group {
  games: LiveGame[];
  passedOver: number;
}

export interface ForwardPass {
  readonly judge: MoveEvaluator;
  readonly games: readonly LiveGame[];
}

/**
 * The games that wait for a network, by judge, and which of them go next. Judges take turns. While one pass is under
 * way, only a group of a fair size may go beside it: otherwise games would fall apart into many small passes that never
 * meet again.
 */
export class EvaluationQueue {
  /** Those whose turn comes first stand first. */
  private readonly groups = new Map<MoveEvaluator, Group>();

  add(judge: MoveEvaluator, game: LiveGame): void {
    const group = this.groups.get(judge);
    if (group) group.games.push(game);
    else this.groups.set(judge, { games: [game], passedOver: 0 });
  }

  /** The next pass, or undefined while it is better to wait. `thinking`: games in which an engine is to move. */
  take(underWay: number, onBoards: number, thinking: number): ForwardPass | undefined {
    for (const [judge, group] of this.groups) {
      const { games } = group;
      const fair = onBoards / Math.max(judge.passes, this.groups.size);
      if (games.length === 0) {
        if (underWay === 0) this.groups.delete(judge);
        continue;
      }
      if (underWay >= judge.passes) continue;
      if (thinking > 0 && games.length < FULL_BATCH) continue;
      if (underWay > 0 && games.length < fair / 2 && group.passedOver < MOST_PATIENCE) continue;
      const most = judge.passes > 1 ? Math.max(FULL_BATCH, Math.ceil(onBoards / judge.passes)) : games.length;
      group.games = games.slice(most);
      for (const other of this.groups.values()) if (other !== group && other.games.length > 0) other.passedOver++;
      group.passedOver = 0;
      this.groups.delete(judge); // its turn comes again after all others'
      this.groups.set(judge, group);
      return { judge, games: games.slice(0, most) };
    }
    return undefined;
  }
}

import type { ReplayedGame } from '../../spec/index.js';
import type { GameKey } from '../../vocabulary/index.js';

/** Counts over one game while its moves are decided again, in any order. */
export class ReplayTally {
  decided = 0;
  same = 0;
  readonly ties: { readonly ply: number; readonly margin: number }[] = [];
  private first: ReplayedGame['difference'];

  constructor(private readonly gameKey: GameKey) {}

  /** Notes a difference; the one at the lowest ply is kept. */
  differ(ply: number, reason: string, margin?: number): void {
    if (this.first && this.first.ply <= ply) return;
    this.first = { ply, reason, ...(margin === undefined ? {} : { margin }) };
  }

  /** The counts so far; ties in the order of plies. */
  result(): ReplayedGame {
    const { gameKey, decided, same, first } = this;
    return {
      gameKey,
      decided,
      same,
      ties: [...this.ties].sort((one, other) => one.ply - other.ply),
      ...(first ? { difference: first } : {}),
    };
  }
}

import { moveToIndex } from '../chess/encoding.js';
import { moveFromUci } from '../chess/uci-moves.js';
import type { LiveGame } from './live-game.js';
import { MatchError, type MoveSource } from './model.js';

export interface AnsweredMove {
  readonly game: LiveGame;
  /** Policy index of a legal move. */
  readonly index: number;
}

/** Moves that were asked of engines and have not come yet; other games go on meanwhile. */
export class AskedMoves {
  /** Games that wait for a move, or whose move was not taken yet. */
  open = 0;
  private answers: AnsweredMove[] = [];
  private failure: { readonly error: unknown } | undefined;
  private wake: () => void = () => undefined;

  /** True when `take` would not have to wait. */
  get ready(): boolean {
    return this.answers.length > 0 || this.failure !== undefined;
  }

  ask(game: LiveGame, source: MoveSource): void {
    this.open++;
    source
      .choose(game.line)
      .then((uci) => {
        const move = moveFromUci(game.position, uci);
        if (!move) {
          const line = game.line.join(' ') || 'no moves';
          throw new MatchError('illegal-move', `an engine answered ${JSON.stringify(uci.slice(0, 16))}, which is no legal move after ${line}`);
        }
        this.answers.push({ game, index: moveToIndex(game.position, move) });
      })
      .catch((error: unknown) => (this.failure ??= { error }))
      .finally(() => this.wake());
  }

  /** The moves that have come, at least one. Rejects with what an engine failed with, or with the signal's reason. */
  async take(signal?: AbortSignal): Promise<readonly AnsweredMove[]> {
    const stop = (): void => this.wake();
    signal?.addEventListener('abort', stop);
    try {
      while (!this.ready && !signal?.aborted) await new Promise<void>((resolve) => (this.wake = resolve));
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    signal?.throwIfAborted();
    if (this.failure) throw this.failure.error;
    const taken = this.answers;
    this.answers = [];
    this.open -= taken.length;
    return taken;
  }
}

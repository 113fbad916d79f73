import { moveToIndex } from '../chess/encoding.js';
import { moveFromUci } from '../chess/uci-moves.js';
import type { EngineFault } from '../vocabulary/index.js';
import type { LiveGame } from './live-game.js';
import { type EnginePlayer, MatchError } from './model.js';
import { EngineError, type EngineErrorCode } from './uci-engine.js';

export interface Answer {
  readonly game: LiveGame;
  /** Policy index of a legal move, or what the engine did wrong instead. */
  readonly move: number | EngineFault;
}

/** What a failed engine is guilty of. One that cannot be started or set up is the machine's fault, not the contestant's. */
const FAULTS: Readonly<Partial<Record<EngineErrorCode | MatchError['code'], EngineFault>>> = {
  'illegal-move': 'illegal-move',
  'engine-died': 'engine-crash',
  'engine-nonsense': 'engine-crash',
  'engine-silent': 'time-out',
};

/** Moves that were asked of engines and have not come yet; other games go on meanwhile. */
export class AskedMoves {
  /** Games that wait for a move, or whose move was not taken yet. */
  open = 0;
  private answers: Answer[] = [];
  private failure: { readonly error: unknown } | undefined;
  private wake: () => void = () => undefined;

  /** True when `take` would not have to wait. */
  get ready(): boolean {
    return this.answers.length > 0 || this.failure !== undefined;
  }

  ask(game: LiveGame, { engine, answersForFaults }: EnginePlayer): void {
    this.open++;
    engine
      .choose(game.line)
      .then((uci) => {
        const move = moveFromUci(game.position, uci);
        if (!move) {
          const line = game.line.join(' ') || 'no moves';
          throw new MatchError('illegal-move', `an engine answered ${JSON.stringify(uci.slice(0, 16))}, which is no legal move after ${line}`);
        }
        this.answers.push({ game, move: moveToIndex(game.position, move) });
      })
      .catch((error: unknown) => {
        const fault = answersForFaults && (error instanceof EngineError || error instanceof MatchError) ? FAULTS[error.code] : undefined;
        if (fault) this.answers.push({ game, move: fault });
        else this.failure ??= { error };
      })
      .finally(() => this.wake());
  }

  /** The answers that have come, at least one. Rejects with what an engine failed with, or with the signal's reason. */
  async take(signal?: AbortSignal): Promise<readonly Answer[]> {
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

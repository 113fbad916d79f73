/** Counts of a run of the game loop and how this thread spent its wall-clock time. */
export interface PlayReport {
  games: number;
  /** Half-moves chosen by contestants, without openings. */
  plies: number;
  /** Positions evaluated by networks. */
  positions: number;
  /** Forward passes. */
  batches: number;
  /** Seconds by phase. */
  seconds: Record<LoopPhase, number>;
}

/**
 * What the thread is doing. rules: playing moves, legal moves, endings, anchors; encoding: boards for a network outside
 * of this thread; network: waiting for it, or its whole work if it runs in this thread; choosing: mask, guard,
 * sampling; recording: the caller's handling of a finished game; engines: waiting for them.
 */
type LoopPhase = 'rules' | 'encoding' | 'network' | 'choosing' | 'recording' | 'engines';

/** A report of zeros. */
export function newPlayReport(): PlayReport {
  return {
    games: 0,
    plies: 0,
    positions: 0,
    batches: 0,
    seconds: { rules: 0, encoding: 0, network: 0, choosing: 0, recording: 0, engines: 0 },
  };
}

/** A stopwatch that adds elapsed time to the phases of a report. */
export class PhaseClock {
  private since = performance.now();
  constructor(private readonly seconds: Record<LoopPhase, number>) {}

  /** Adds the time since the last call of `lap` or `restart` to a phase. */
  lap(phase: LoopPhase): void {
    const now = performance.now();
    this.seconds[phase] += (now - this.since) / 1000;
    this.since = now;
  }

  /** Discards the time since the last call, which belongs to other work of the thread. */
  restart(): void {
    this.since = performance.now();
  }
}

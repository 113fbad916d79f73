/** What a run did and where its time went. Seconds of wall-clock time of this thread. */
export interface PlayReport {
  games: number;
  /** Moves chosen by contestants, openings left out. */
  plies: number;
  /** Positions judged by networks, and the forward passes that took. */
  positions: number;
  batches: number;
  seconds: Record<LoopPhase, number>;
}

/**
 * rules: playing moves, legal moves, endings, anchors; encoding: boards for a network that works beside this thread;
 * network: waiting for it, or its whole work where it is done in this thread; choosing: mask, guard, draw; recording:
 * what the caller does with a finished game; engines: waiting for them.
 */
export const LOOP_PHASES = ['rules', 'encoding', 'network', 'choosing', 'recording', 'engines'] as const;
export type LoopPhase = (typeof LOOP_PHASES)[number];

export function newPlayReport(): PlayReport {
  return {
    games: 0,
    plies: 0,
    positions: 0,
    batches: 0,
    seconds: { rules: 0, encoding: 0, network: 0, choosing: 0, recording: 0, engines: 0 },
  };
}

/** Books the time since the last call (or since `restart`) to a phase. */
export class PhaseClock {
  private since = performance.now();
  constructor(private readonly seconds: Record<LoopPhase, number>) {}

  book(phase: LoopPhase): void {
    const now = performance.now();
    this.seconds[phase] += (now - this.since) / 1000;
    this.since = now;
  }

  /** Forgets the time since the last call: it belongs to someone else. */
  restart(): void {
    this.since = performance.now();
  }
}

/** What a plan promises for its design, beside what simulation finds. */
import type { TournamentSpec } from '../../src/spec/index.js';
import { powerOf } from '../../src/tournament/design/index.js';

/** What a plan promises; shares of 1. */
export interface Promised {
  /** Of finding the true difference with its sign; null where there is none. */
  readonly power: number | null;
  /** Mean number of blocks that a stop rule plays at that difference; null without either. */
  readonly blocks: number | null;
  /** Of showing equivalence within the plan's margin where there is no difference. */
  readonly equivalence: number;
}

/** What the promise is about. */
interface Assumed {
  /** Elo. */
  readonly gap: number;
  /** Standard deviation of the replicates' true differences, Elo. */
  readonly spread: number;
  /** Replicates that fail. */
  readonly lost: number;
  /** Share of draws between equals. */
  readonly draws: number;
}

/** What a plan promises without the replicates that fail. */
export function promiseOf(spec: TournamentSpec, { gap, spread, lost, draws }: Assumed): Promised {
  const left = { ...spec, replicates: spec.replicates.slice(lost) };
  const { design, stop, equivalence } = powerOf(left, { spread, draws, ...(gap > 0 ? { gap } : {}) })!;
  return {
    power: gap > 0 ? (stop ?? design).at[0]!.power : null,
    blocks: gap > 0 && stop ? stop.at[0]!.blocks : null,
    equivalence: equivalence.at[0]!.power,
  };
}

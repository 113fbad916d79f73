/** Faults by contestant and by arm: what games were lost by, and what had to be replayed. */
import type { ContestantKey } from '../../vocabulary/index.js';

/** Number of faults of one contestant by cause; see store/games/faults-by-contestant.ts. */
export interface FaultCount {
  readonly key: ContestantKey;
  /** `own`: a fault of the contestant, which loses the game; `machine`: of the worker, and the game is replayed. */
  readonly side: 'own' | 'machine';
  readonly cause: string;
  readonly count: number;
}

interface Named {
  readonly key: ContestantKey;
  readonly name: string;
  readonly arm: string | null;
}

type Counts = Readonly<Record<string, number>>;

/** Faults of one contestant. */
interface ContestantFaults {
  readonly contestant: string;
  readonly arm: string | null;
  /** Games lost by an illegal move, a crash or a missing answer, by cause. They count. */
  readonly lost: Counts;
  /**
   * Attempts at its games that were lost with a worker, by cause. The games were replayed, so results are not affected.
   */
  readonly replayed: Counts;
}

/** Faults of a tournament. */
export interface Faults {
  /** In the plan's order; only contestants with a fault. */
  readonly contestants: readonly ContestantFaults[];
  /** Sums over the contestants of an arm. */
  readonly arms: readonly (Omit<ContestantFaults, 'contestant'> & { readonly arm: string })[];
}

/** Sums faults by contestant and by arm; both lists have the plan's order and only entries with a fault. */
export function faultTable(contestants: readonly Named[], counts: readonly FaultCount[]): Faults {
  const sumOf = (keys: ReadonlySet<ContestantKey>, side: FaultCount['side']): Counts => {
    const sums: Record<string, number> = {};
    for (const { key, side: faultSide, cause, count } of counts)
      if (keys.has(key) && faultSide === side) sums[cause] = (sums[cause] ?? 0) + count;
    return sums;
  };
  const faultsOf = (members: readonly Named[]): Pick<ContestantFaults, 'lost' | 'replayed'> => {
    const keys = new Set(members.map(({ key }) => key));
    return { lost: sumOf(keys, 'own'), replayed: sumOf(keys, 'machine') };
  };
  const hasAny = ({ lost, replayed }: Pick<ContestantFaults, 'lost' | 'replayed'>): boolean =>
    Object.keys({ ...lost, ...replayed }).length > 0;
  const arms = [...new Set(contestants.map(({ arm }) => arm))].filter((arm) => arm !== null);
  return {
    contestants: contestants.map((one) => ({ contestant: one.name, arm: one.arm, ...faultsOf([one]) })).filter(hasAny),
    arms: arms.map((arm) => ({ arm, ...faultsOf(contestants.filter((one) => one.arm === arm)) })).filter(hasAny),
  };
}

/** Faults by contestant and by arm: what games were lost by, and what had to be played again. */
import type { ContestantKey } from '../../vocabulary/index.js';

/** Of one contestant; see store/faults-by-contestant. */
export interface FaultCount {
  readonly key: ContestantKey;
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

export interface ContestantFaults {
  readonly contestant: string;
  readonly arm: string | null;
  /** Games that it lost by an illegal move, a crash or silence. They count. */
  readonly lost: Counts;
  /**
   * Attempts at its games that the machine lost, by cause. The same games were played again, so they change nothing.
   */
  readonly replayed: Counts;
}

export interface Faults {
  /** In the plan's order; only those with a fault. */
  readonly contestants: readonly ContestantFaults[];
  /** Sums over the contestants of an arm. */
  readonly arms: readonly (Omit<ContestantFaults, 'contestant'> & { readonly arm: string })[];
}

export function faultTable(contestants: readonly Named[], counts: readonly FaultCount[]): Faults {
  const of = (keys: ReadonlySet<ContestantKey>, side: FaultCount['side']): Counts => {
    const sums: Record<string, number> = {};
    for (const { key, side: whose, cause, count } of counts)
      if (keys.has(key) && whose === side) sums[cause] = (sums[cause] ?? 0) + count;
    return sums;
  };
  const both = (members: readonly Named[]): Pick<ContestantFaults, 'lost' | 'replayed'> => {
    const keys = new Set(members.map(({ key }) => key));
    return { lost: of(keys, 'own'), replayed: of(keys, 'machine') };
  };
  const any = ({ lost, replayed }: Pick<ContestantFaults, 'lost' | 'replayed'>): boolean =>
    Object.keys({ ...lost, ...replayed }).length > 0;
  const arms = [...new Set(contestants.map(({ arm }) => arm))].filter((arm) => arm !== null);
  return {
    contestants: contestants.map((one) => ({ contestant: one.name, arm: one.arm, ...both([one]) })).filter(any),
    arms: arms.map((arm) => ({ arm, ...both(contestants.filter((one) => one.arm === arm)) })).filter(any),
  };
}

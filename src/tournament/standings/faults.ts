/** Faults by contestant and by arm: what games were lost by, and what had to be replayed. */
import type { Faults as FaultsAnswer } from '../../spec/api/index.js';
import type { ContestantKey } from '../../vocabulary/index.js';

/** Number of faults of one contestant by cause; see store/games/contestant-totals.ts. */
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
type ContestantFaults = Faults['contestants'][number];

/** Faults of a tournament. */
export type Faults = FaultsAnswer;

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

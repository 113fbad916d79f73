/** Side effects and faults by arm, from sums over games. Contestants without an arm stand by their own names. */
import { type ContestantKey, isChildless, TERMINATIONS, type Termination } from '../../vocabulary/index.js';
import type { RatedContestant } from '../standings/index.js';

/** Sums over the games of one contestant that ended in one way; see store/play-by-contestant. */
export interface PlayTotals {
  readonly key: ContestantKey;
  readonly termination: Termination;
  readonly games: number;
  readonly lost: number;
  readonly plies: number;
  readonly moves: number;
  readonly legalShare: number;
  readonly guarded: number;
}
export interface ReplayTotals {
  readonly key: ContestantKey;
  readonly replayed: number;
  readonly late: number;
  readonly conflicts: number;
}

export interface ArmPlay {
  /** An arm, or a contestant that belongs to none. */
  readonly group: string;
  readonly contestants: number;
  readonly games: number;
  /** Plies of a game, mean. */
  readonly plies: number | null;
  /** Mean share of the raw policy on legal moves; null for anchors. */
  readonly legalShare: number | null;
  /** Share of moves that the guard changed or decided; null for anchors. */
  readonly guarded: number | null;
  /** Share of games by how they ended; only those that occurred. */
  readonly endings: Readonly<Partial<Record<Termination, number>>>;
}

export interface ArmFaults {
  readonly group: string;
  readonly fineTunes: number;
  readonly failedFineTunes: number;
  /** Attempts at fine-tunes beyond the first. */
  readonly repeatedFineTunes: number;
  readonly replayedGames: number;
  readonly lateResults: number;
  readonly conflicts: number;
  /** Games that ended by the ply limit. */
  readonly plyLimit: number;
  /** Games lost by something other than chess (a crash, an illegal move, time), by cause. */
  readonly forfeits: Readonly<Record<string, number>>;
}

/** Ends that the rules of chess or the ply limit bring about; every other is somebody's fault. */
const BY_THE_BOARD: ReadonlySet<string> = new Set([
  'checkmate',
  'stalemate',
  'threefold-repetition',
  'fifty-moves',
  'insufficient-material',
  'ply-limit',
]);

export type ReportContestant = RatedContestant & { readonly fineTuneKey: string | null };

export const groupOf = ({ arm, name }: Pick<RatedContestant, 'arm' | 'name'>): string => arm ?? name;

/** Groups in the order of the plan. */
function grouped<T extends RatedContestant>(contestants: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const contestant of contestants)
    groups.set(groupOf(contestant), [...(groups.get(groupOf(contestant)) ?? []), contestant]);
  return groups;
}

export function playOf(contestants: readonly RatedContestant[], play: readonly PlayTotals[]): ArmPlay[] {
  return [...grouped(contestants)].map(([group, members]): ArmPlay => {
    const keys = new Set(members.map(({ key }) => key));
    const rows = play.filter(({ key }) => keys.has(key));
    const sum = (value: (row: PlayTotals) => number): number => rows.reduce((total, row) => total + value(row), 0);
    const [games, moves, legal] = [sum((row) => row.games), sum((row) => row.moves), sum((row) => row.legalShare)];
    const network = members.some(({ kind }) => kind !== 'anchor') && moves > 0;
    const endings = Object.fromEntries(
      TERMINATIONS.flatMap((one) => {
        const count = rows.reduce((total, row) => total + (row.termination === one ? row.games : 0), 0);
        return count > 0 ? [[one, count / games]] : [];
      }),
    );
    return {
      group,
      contestants: members.length,
      games,
      plies: games ? sum((row) => row.plies) / games : null,
      legalShare: network && legal > 0 ? legal / moves : null,
      guarded: network ? sum((row) => row.guarded) / moves : null,
      endings,
    };
  });
}

interface Run {
  readonly key: string;
  readonly state: string;
  readonly attempts: number;
}

export function faultsOf(
  contestants: readonly ReportContestant[],
  fineTunes: readonly Run[],
  play: readonly PlayTotals[],
  replays: readonly ReplayTotals[],
): ArmFaults[] {
  return [...grouped(contestants)].map(([group, members]): ArmFaults => {
    const keys = new Set(members.map(({ key }) => key));
    const runs = fineTunes.filter(({ key }) => members.some(({ fineTuneKey }) => fineTuneKey === key));
    const again = replays.filter(({ key }) => keys.has(key));
    const forfeits: Record<string, number> = {};
    for (const { key, termination, lost } of play) {
      if (keys.has(key) && lost > 0 && !BY_THE_BOARD.has(termination))
        forfeits[termination] = (forfeits[termination] ?? 0) + lost;
    }
    const total = (value: (row: ReplayTotals) => number): number => again.reduce((sum, row) => sum + value(row), 0);
    return {
      group,
      fineTunes: runs.length,
      failedFineTunes: runs.filter(({ state }) => isChildless(state)).length,
      repeatedFineTunes: runs.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
      replayedGames: total((row) => row.replayed),
      lateResults: total((row) => row.late),
      conflicts: total((row) => row.conflicts),
      plyLimit: play.reduce(
        (sum, { key, termination, games }) => sum + (keys.has(key) && termination === 'ply-limit' ? games : 0),
        0,
      ),
      forfeits,
    };
  });
}

/** Play and faults by arm, from sums over games. A contestant without an arm is a group of its own. */
import type { Report } from '../../spec/api/index.js';
import { type ContestantKey, isChildless, TERMINATIONS, type Termination } from '../../vocabulary/index.js';
import type { RatedContestant } from '../standings/index.js';

/** Sums over the games of one contestant that ended in one way; see store/games/contestant-totals.ts. */
export interface PlayTotals {
  readonly key: ContestantKey;
  readonly termination: Termination;
  readonly games: number;
  /** Games that the contestant lost. */
  readonly lost: number;
  /** Plies of both sides. */
  readonly plies: number;
  /** Moves that the contestant chose itself. */
  readonly moves: number;
  /** Sum over those moves of the raw policy's share on legal moves. */
  readonly legalShare: number;
  /** Those moves that the guard changed or decided. */
  readonly guarded: number;
}
/** Attempts and results of one contestant's games that do not count. */
export interface ReplayTotals {
  readonly key: ContestantKey;
  readonly replayed: number;
  readonly late: number;
  readonly otherMoves: number;
  readonly conflicts: number;
}

/** How an arm's games went. */
export type ArmPlay = Report['play'][number];

/** What went wrong in an arm's fine-tunes and games. */
export type ArmFaults = Report['faults'][number];

/** Endings by the rules of chess or the ply limit; every other is a contestant's fault. */
const REGULAR_ENDINGS: ReadonlySet<string> = new Set([
  'checkmate',
  'stalemate',
  'threefold-repetition',
  'fifty-moves',
  'insufficient-material',
  'ply-limit',
]);

/** A contestant with the key of its fine-tune; null if it has none. */
export type ReportContestant = RatedContestant & { readonly fineTuneKey: string | null };

/** The group of a contestant: its arm, else its own name. */
export const groupOf = ({ arm, name }: Pick<RatedContestant, 'arm' | 'name'>): string => arm ?? name;

/** Contestants by group, in the plan's order. */
function byGroup<T extends RatedContestant>(contestants: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const contestant of contestants)
    groups.set(groupOf(contestant), [...(groups.get(groupOf(contestant)) ?? []), contestant]);
  return groups;
}

/** Sums play by group, in the plan's order. */
export function playOf(contestants: readonly RatedContestant[], play: readonly PlayTotals[]): ArmPlay[] {
  return [...byGroup(contestants)].map(([group, members]): ArmPlay => {
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

interface FineTuneRun {
  readonly key: string;
  readonly state: string;
  readonly attempts: number;
}

/** Sums faults by group, in the plan's order. */
export function faultsOf(
  contestants: readonly ReportContestant[],
  fineTunes: readonly FineTuneRun[],
  play: readonly PlayTotals[],
  replays: readonly ReplayTotals[],
): ArmFaults[] {
  return [...byGroup(contestants)].map(([group, members]): ArmFaults => {
    const keys = new Set(members.map(({ key }) => key));
    const runs = fineTunes.filter(({ key }) => members.some(({ fineTuneKey }) => fineTuneKey === key));
    const groupReplays = replays.filter(({ key }) => keys.has(key));
    const forfeits: Record<string, number> = {};
    for (const { key, termination, lost } of play) {
      if (keys.has(key) && lost > 0 && !REGULAR_ENDINGS.has(termination))
        forfeits[termination] = (forfeits[termination] ?? 0) + lost;
    }
    const total = (value: (row: ReplayTotals) => number): number =>
      groupReplays.reduce((sum, row) => sum + value(row), 0);
    return {
      group,
      fineTunes: runs.length,
      failedFineTunes: runs.filter(({ state }) => isChildless(state)).length,
      repeatedFineTunes: runs.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
      replayedGames: total((row) => row.replayed),
      lateResults: total((row) => row.late),
      otherMoves: total((row) => row.otherMoves),
      conflicts: total((row) => row.conflicts),
      plyLimit: play.reduce(
        (sum, { key, termination, games }) => sum + (keys.has(key) && termination === 'ply-limit' ? games : 0),
        0,
      ),
      forfeits,
    };
  });
}

/** Where a run differs from its sealed plan. */
import type { ReportVerdict } from '../../spec/api/index.js';
import type { PlanHash, Result } from '../../vocabulary/index.js';
import { planHashOf, plannedGames, type SealedTournament } from '../plan/index.js';
import type { AnalysisSet } from './analysis-set.js';

/** A recorded game, with as much of its position in the schedule as the caller knows. */
export interface GameOfRecord {
  /** From 1, in the order of the schedule. */
  readonly number: number;
  readonly result: Result;
  readonly pair?: number;
  readonly leg?: number;
  readonly block?: number;
  readonly white?: string;
  readonly black?: string;
}

/** What is on record about a run besides its games. */
export interface RunRecord {
  /** The hash under which the plan was sealed. */
  readonly planHash?: PlanHash | undefined;
  /** Whether the tournament has ended, in whatever way. */
  readonly over?: boolean | undefined;
  /** Whether it was cancelled: what is missing was never meant to be played. */
  readonly cancelled?: boolean | undefined;
  /** Number of children that had games in other tournaments when this plan was sealed. */
  readonly playedBefore?: number | undefined;
  /** Number of deliveries whose moves contradict the game on record. */
  readonly conflicts?: number | undefined;
}

/** Where the run is not what the plan says, found by comparing the two. */
export type Deviation = ReportVerdict['deviations'][number];

/** What is compared with the plan. */
export interface ComparedRun {
  readonly games: readonly GameOfRecord[];
  readonly analysisSet: AnalysisSet;
  readonly record: RunRecord;
  /** Number of children whose training ended without any checks. */
  readonly unchecked: number;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const COMPARED_FIELDS = ['pair', 'leg', 'block', 'white', 'black'] as const;

/** Returns all deviations; empty if everything went as planned. */
export function deviationsOf(
  plan: SealedTournament,
  { games, analysisSet, record, unchecked }: ComparedRun,
): Deviation[] {
  const deviations: Deviation[] = [];
  const add = (kind: Deviation['kind'], count: number, message: string): void => {
    if (count > 0) deviations.push({ kind, message, count });
  };
  if (record.planHash !== undefined && planHashOf(plan) !== record.planHash)
    add('plan changed', 1, 'the stored plan no longer has the hash it was sealed with');
  for (const { kind, count, message } of gameDeviations(plan, games, analysisSet, record.over ?? false))
    add(kind, count, message);
  const { failedReplicates } = analysisSet;
  add(
    'replicates left out',
    failedReplicates.length,
    `${counted(failedReplicates.length, 'replicate')} left out in every arm, because a fine-tune failed: ` +
      failedReplicates.join(', '),
  );
  add(
    'children not checked',
    unchecked,
    `no checks are on record of ${unchecked === 1 ? '1 child' : `${unchecked} children`}`,
  );
  const conflicts = record.conflicts ?? 0;
  add(
    'contradicting results',
    conflicts,
    `${counted(conflicts, 'delivered result')} contradicted a game on record, which counts as it was first recorded`,
  );
  return deviations;
}

/** Compares recorded games with the schedule; a count may be 0. */
function gameDeviations(
  plan: SealedTournament,
  games: readonly GameOfRecord[],
  { excluded, decidedAt }: AnalysisSet,
  over: boolean,
): Deviation[] {
  const schedule = new Map(plannedGames(plan).map((game) => [game.number, game]));
  const differing = games.filter((game) => {
    const planned = schedule.get(game.number);
    return planned && COMPARED_FIELDS.some((field) => game[field] !== undefined && game[field] !== planned[field]);
  }).length;
  const extra = games.filter(({ number }) => !schedule.has(number)).length;
  const played = new Set(games.map(({ number }) => number));
  const due = [...schedule.values()].filter(({ white, black }) => !excluded.has(white) && !excluded.has(black));
  const missing = over ? due.filter(({ number }) => !played.has(number)).length : 0;
  const late = due.filter(({ number, block }) => decidedAt !== null && block > decidedAt && played.has(number)).length;
  return [
    {
      kind: 'games differ',
      count: differing,
      message: `${counted(differing, 'game')} differ from the schedule in players, pair or block`,
    },
    {
      kind: 'games not planned',
      count: extra,
      message: `${counted(extra, 'game')} on record that the schedule does not have`,
    },
    decidedAt === null
      ? {
          kind: 'games not played',
          count: missing,
          message: `${counted(missing, 'game')} of the schedule were not played`,
        }
      : {
          kind: 'games not used',
          count: late,
          message: `${counted(late, 'game')} played after the stop rule had decided do not enter`,
        },
  ];
}

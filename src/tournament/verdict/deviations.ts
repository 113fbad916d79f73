import type { PlanHash, Result } from '../../vocabulary/index.js';
import { planHashOf, type SealedTournament, scheduleOf } from '../plan/index.js';
import type { AnalysisSet } from './analysis-set.js';

/** A recorded game, with as much of its place in the schedule as the caller knows. */
export interface GameOfRecord {
  readonly number: number;
  readonly result: Result;
  readonly pair?: number;
  readonly leg?: number;
  readonly block?: number;
  readonly white?: string;
  readonly black?: string;
}

/** What the record says of the run beside its games. */
export interface RunRecord {
  /** The hash under which the plan was sealed. */
  readonly planHash?: PlanHash | undefined;
  /** Whether the tournament has ended, however. */
  readonly over?: boolean | undefined;
  /** Deliveries whose moves contradict the game on record. */
  readonly conflicts?: number | undefined;
}

/** Where the run is not what the plan says, found by comparing the two. */
export interface Deviation {
  readonly kind:
    | 'plan changed'
    | 'games differ'
    | 'games not planned'
    | 'games not played'
    | 'games not used'
    | 'replicates left out'
    | 'children not checked'
    | 'contradicting results';
  readonly message: string;
  /** How many games, replicates, children. */
  readonly count: number;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const PLACE = ['pair', 'leg', 'block', 'white', 'black'] as const;

/** `unchecked`: children whose training ended without any checks. Empty when all went as planned. */
export function deviationsOf(
  plan: SealedTournament,
  games: readonly GameOfRecord[],
  frame: AnalysisSet,
  record: RunRecord,
  unchecked: number,
): Deviation[] {
  const found: Deviation[] = [];
  const add = (kind: Deviation['kind'], count: number, message: string): void =>
    void (count > 0 && found.push({ kind, message, count }));
  if (record.planHash !== undefined)
    add(
      'plan changed',
      Number(planHashOf(plan) !== record.planHash),
      'the stored plan no longer has the hash it was sealed with',
    );

  const schedule = new Map(scheduleOf(plan).map((fixture) => [fixture.number, fixture]));
  const odd = games.filter((game) => {
    const planned = schedule.get(game.number);
    return planned && PLACE.some((part) => game[part] !== undefined && game[part] !== planned[part]);
  });
  add('games differ', odd.length, `${counted(odd.length, 'game')} differ from the schedule in players, pair or block`);
  const extra = games.filter(({ number }) => !schedule.has(number));
  add('games not planned', extra.length, `${counted(extra.length, 'game')} on record that the schedule does not have`);

  const played = new Set(games.map(({ number }) => number));
  const due = [...schedule.values()].filter(
    ({ white, black }) => !frame.excluded.has(white) && !frame.excluded.has(black),
  );
  if (frame.decidedAt === null) {
    const missing = record.over ? due.filter(({ number }) => !played.has(number)).length : 0;
    add('games not played', missing, `${counted(missing, 'game')} of the schedule were not played`);
  } else {
    const late = due.filter(({ number, block }) => block > frame.decidedAt! && played.has(number)).length;
    add('games not used', late, `${counted(late, 'game')} played after the stop rule had decided do not enter`);
  }
  add(
    'replicates left out',
    frame.lost.length,
    `${counted(frame.lost.length, 'replicate')} left out in every arm, because a fine-tune failed: ${frame.lost.join(', ')}`,
  );
  add(
    'children not checked',
    unchecked,
    `no checks are on record of ${counted(unchecked, 'child').replace('childs', 'children')}`,
  );
  add(
    'contradicting results',
    record.conflicts ?? 0,
    `${counted(record.conflicts ?? 0, 'delivered result')} contradicted a game on record, which counts as it was first recorded`,
  );
  return found;
}

import type { ReportStandings } from '../../spec/api/index.js';
import type { PlannedContestant } from '../../spec/index.js';
import type { ContestantKey, Result } from '../../vocabulary/index.js';

/** What the standings need to know of a contestant. */
export type RatedContestant = Pick<PlannedContestant, 'key' | 'kind' | 'name' | 'arm' | 'replicate' | 'checkpoint'>;

/** One finished game between two contestants of the standings. */
export interface RatedGame {
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
}

/** Ratings of all contestants with intervals, as the API and the report give them. Elo relative to `zero`. */
export type Standings = ReportStandings;

/** One contestant's row. */
export type StandingsRow = Standings['rows'][number];

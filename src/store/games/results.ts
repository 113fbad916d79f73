import type { SideStatistics } from '../../spec/index.js';
import type { GameKey, Result, Termination } from '../../vocabulary/index.js';
import { isUuid, type Page, type Queryable, queryAll, type ResultRow } from '../base/index.js';

/**
 * Results of a tournament in the order of the schedule: everything that ratings need. They hold no moves, so 100,000
 * games take about 30 MB of objects. `after` leaves out as many of those that were recorded first.
 */
export async function allResults(q: Queryable, tournamentId: string, after = 0): Promise<ResultRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<ResultRow>(
    q,
    `select g.number, g.pair, g.leg, g.block, g.white, g.black, r.result, r.termination, r.plies
     from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number
     where r.tournament_id = $1 and r.position > $2 order by g.number`,
    [tournamentId, after],
  );
}

/** A recorded game without its moves. */
export interface RecordedRow {
  /** In the order of recording, from 1 without gaps. */
  readonly position: number;
  readonly number: number;
  readonly gameKey: GameKey;
  readonly block: number;
  /** Name of the contestant. */
  readonly white: string;
  readonly black: string;
  readonly result: Result;
  readonly termination: Termination;
  readonly plies: number;
  readonly attempts: number;
  readonly whiteStats: SideStatistics;
  readonly blackStats: SideStatistics;
  readonly recordedAt: Date;
}

/**
 * A page of recorded games in the order of recording. Positions have no gaps, so a client that passes its last position
 * as `after` gets every new game.
 */
export async function listRecorded(
  q: Queryable,
  tournamentId: string,
  { after, limit }: Page<number>,
): Promise<RecordedRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<RecordedRow>(
    q,
    `select r.position, r.number, r.game_key as "gameKey", g.block, w.name as white, b.name as black, r.result,
       r.termination, r.plies, g.attempts, r.white_stats as "whiteStats", r.black_stats as "blackStats",
       r.recorded_at as "recordedAt"
     from result r
     join game g on g.tournament_id = r.tournament_id and g.number = r.number
     join contestant w on w.tournament_id = g.tournament_id and w.key = g.white
     join contestant b on b.tournament_id = g.tournament_id and b.key = g.black
     where r.tournament_id = $1 and r.position > $2 order by r.position limit $3`,
    [tournamentId, after ?? 0, limit],
  );
}

import type { SideStatistics } from '../../spec/index.js';
import type { GameKey, Result, Termination } from '../../vocabulary/index.js';
import type { Page, Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** A recorded game without its moves. `position` counts in the order of recording, from 1 without gaps. */
export interface RecordedRow {
  readonly position: number;
  readonly number: number;
  readonly gameKey: GameKey;
  readonly block: number;
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

/** In the order of recording: a client that asks for `after` its last position gets what is new, and misses none. */
export async function listRecorded(
  q: Queryable,
  tournamentId: string,
  { after, limit }: Page<number>,
): Promise<RecordedRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<RecordedRow>(
    q,
    `select r.position, r.number, r.game_key as "gameKey", g.block, w.name as white, b.name as black, r.result, r.termination, r.plies,
       g.attempts, r.white_stats as "whiteStats", r.black_stats as "blackStats", r.recorded_at as "recordedAt"
     from result r
     join game g on g.tournament_id = r.tournament_id and g.number = r.number
     join contestant w on w.tournament_id = g.tournament_id and w.key = g.white
     join contestant b on b.tournament_id = g.tournament_id and b.key = g.black
     where r.tournament_id = $1 and r.position > $2 order by r.position limit $3`,
    [tournamentId, after ?? 0, limit],
  );
}

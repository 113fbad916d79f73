import type { Queryable, ResultRow } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** Everything that ratings need, in the order of the schedule. No moves: 100,000 games are some 30 MB of objects. */
export async function allResults(q: Queryable, tournamentId: string): Promise<ResultRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<ResultRow>(
    q,
    `select g.number, g.pair, g.leg, g.block, g.white, g.black, r.result, r.termination, r.plies
     from result r join game g on g.tournament_id = r.tournament_id and g.number = r.number
     where r.tournament_id = $1 order by g.number`,
    [tournamentId],
  );
}

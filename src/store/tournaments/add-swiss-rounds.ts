import { gamesOf, type SealedPlan } from '../../tournament/plan/index.js';
import type { PlanHash, TournamentId } from '../../vocabulary/index.js';
import { appendEvents, type Database, queryAll, queryOne } from '../base/index.js';
import { allResults, insertGames } from '../games/index.js';

/** SQL condition: `t` is a Swiss tournament with more rounds to come whose paired rounds are all played. */
const IS_DUE = `t.state in ('created', 'running') and not t.cancel_requested and t.swiss_round < t.swiss_rounds
  and not exists (select from game g where g.tournament_id = t.id and g.state <> 'done')`;

/** A round that was paired. */
interface AddedRound {
  readonly id: TournamentId;
  /** From 1. */
  readonly round: number;
  /** Number of its games. */
  readonly games: number;
}

/**
 * Pairs the next round of every Swiss tournament that is due. A round is a function of the results and is stored in one
 * transaction under the lock of the tournament's row, so concurrent calls from several processes are safe.
 */
export async function addSwissRounds(db: Database): Promise<AddedRound[]> {
  const added: AddedRound[] = [];
  for (const { id } of await queryAll<{ id: TournamentId }>(
    db.pool,
    `select t.id from tournament t where ${IS_DUE} order by t.id`,
  )) {
    const round = await addRound(db, id);
    if (round) added.push(round);
  }
  return added;
}

function addRound(db: Database, id: TournamentId): Promise<AddedRound | null> {
  return db.transaction(async (client) => {
    await client.query('select from tournament where id = $1 for update', [id]);
    const due = await queryOne<{ plan: SealedPlan; planHash: PlanHash; round: number }>(
      client,
      `select plan, plan_hash as "planHash", swiss_round as round from tournament t where id = $1 and ${IS_DUE}`,
      [id],
    );
    if (!due) return null; // another process was first
    const round = due.round + 1;
    const games = gamesOf(due.plan, due.planHash, await allResults(client, id)).filter(({ block }) => block === round);
    await insertGames(client, id, games);
    await client.query('update tournament set swiss_round = $2 where id = $1', [id, round]);
    await appendEvents(client, id, [{ type: 'round', data: { round, games: games.length } }]);
    return { id, round, games: games.length };
  });
}

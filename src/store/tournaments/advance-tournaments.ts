import type { TournamentId, TournamentState } from '../../vocabulary/index.js';
import {
  appendEvents,
  CHILDLESS,
  type Database,
  type NewEvent,
  type Queryable,
  queryAll,
  type StoredError,
} from '../base/index.js';
import { sweepFineTunes } from '../fine-tunes/index.js';
import { withdrawReplicates } from './withdraw-replicates.js';

/**
 * What the next state of a tournament depends on. The transitions:
 *
 *   created   -> running    one of its fine-tunes or games was started
 *   running   -> finished   every game is done, or withdrawn with a failed replicate (withdraw-replicates.ts), and
 *                           every round of a Swiss is paired
 *   running   -> failed     no open game can ever be played, because a child's fine-tune was cancelled or lost to the
 *                           infrastructure; games that can be played are played first
 *   created, running -> cancelled   cancellation was requested and no worker holds a game
 *
 * Other writers of `state`: `retryTournament` (failed -> running), `failTournament` (games that can never be played)
 * and `stopEarly` (running -> finished by the stop rule).
 */
interface TournamentFacts {
  readonly id: TournamentId;
  readonly state: TournamentState;
  readonly cancelRequested: boolean;
  /** True once a fine-tune or a game was started. */
  readonly started: boolean;
  /** Games that are due or claimed. */
  readonly open: number;
  /** Open games with a valid lease. */
  readonly held: number;
  /** Open games in which neither contestant is lost. */
  readonly possible: number;
  /** Rounds of a Swiss that are not paired yet. */
  readonly unpaired: number;
  /** Names of contestants whose fine-tune failed or was cancelled. */
  readonly lost: readonly string[];
}

/** A change of state that was stored. */
interface Transition {
  readonly id: TournamentId;
  readonly from: TournamentState;
  readonly to: TournamentState;
}

/**
 * The state that follows from the facts, possibly the same; one step of the transitions above.
 *
 * @internal
 */
export function nextState(facts: TournamentFacts): TournamentState {
  const { state, cancelRequested, started, open, held, possible, unpaired } = facts;
  if (state !== 'created' && state !== 'running') return state;
  if (open === 0 && unpaired === 0) return state === 'created' ? 'running' : 'finished';
  if (cancelRequested) return held === 0 ? 'cancelled' : state;
  if (state === 'created') return started || possible === 0 ? 'running' : state;
  return open > 0 && possible === 0 ? 'failed' : state;
}

const FACTS = `
  with lost as (
    select c.tournament_id, c.key, c.name, c.ordinal from contestant c join fine_tune f on f.id = c.fine_tune_id
    where c.checkpoint is null and f.state in (${CHILDLESS}))
  select t.id, t.state, t.cancel_requested as "cancelRequested",
    coalesce(t.swiss_rounds - t.swiss_round, 0) as unpaired, g.open, g.held, g.possible,
    exists (select from game where tournament_id = t.id and state <> 'due') or exists (
      select from contestant c join fine_tune f on f.id = c.fine_tune_id
      where c.tournament_id = t.id and (f.state = 'running' or f.finished_at > t.created_at)) as started,
    array(select name from lost where tournament_id = t.id order by ordinal) as lost
  from tournament t cross join lateral (
    select count(*) as open,
      count(*) filter (where state = 'claimed' and lease_until >= now()) as held,
      count(*) filter (where not exists (
        select from lost where lost.tournament_id = t.id and lost.key in (game.white, game.black))) as possible
    from game where tournament_id = t.id and state in ('due', 'claimed')) g
  where t.state in ('created', 'running')`;

/**
 * Advances every open tournament to the state that its rows imply, after ending abandoned fine-tunes and withdrawing
 * failed replicates. Concurrent calls from several processes are safe. Returns the transitions in their order.
 */
export async function advanceTournaments(db: Database): Promise<Transition[]> {
  await sweepFineTunes(db);
  await withdrawReplicates(db);
  const transitions: Transition[] = [];
  for (const facts of await queryAll<TournamentFacts>(db.pool, FACTS)) {
    let from = facts.state;
    for (let to = nextState(facts); to !== from; ) {
      const transition = await advanceOnce(db, facts.id);
      if (!transition) break;
      transitions.push(transition);
      from = transition.to;
      to = nextState({ ...facts, state: from });
    }
  }
  return transitions;
}

/** One transition of one tournament, decided again under the lock of its row; null when there is none. */
function advanceOnce(db: Database, id: TournamentId): Promise<Transition | null> {
  return db.transaction(async (client) => {
    await client.query('select from tournament where id = $1 for update', [id]);
    const [facts] = await queryAll<TournamentFacts>(client as Queryable, `${FACTS} and t.id = $1`, [id]);
    if (!facts) return null;
    const to = nextState(facts);
    if (to === facts.state) return null;
    const error = to === 'failed' ? failure(facts) : null;
    await client.query(
      `update tournament set state = $2, error = $3, started_at = coalesce(started_at, now()),
         finished_at = case when $2 = 'running' then null else now() end
       where id = $1`,
      [id, to, error && JSON.stringify(error)],
    );
    if (to === 'cancelled')
      await client.query(
        `update game set state = 'due', lease_until = null, worker = null
         where tournament_id = $1 and state = 'claimed'`,
        [id],
      );
    const event: NewEvent = error
      ? { type: 'failed', data: error }
      : { type: to as 'running' | 'finished' | 'cancelled', data: {} };
    await appendEvents(client, id, [event]);
    return { id, from: facts.state, to };
  });
}

function failure({ open, lost }: TournamentFacts): StoredError {
  return {
    code: 'fine-tunes-failed',
    message: `${open} games cannot be played: no network for ${lost.join(', ')}`,
    contestants: lost,
    games: open,
  };
}

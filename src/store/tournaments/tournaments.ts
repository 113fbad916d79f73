import {
  FINE_TUNE_STATES,
  type FineTuneState,
  type TournamentKind,
  type TournamentState,
} from '../../vocabulary/index.js';
import {
  type ContestantRow,
  isUuid,
  type Page,
  type Progress,
  type Queryable,
  queryAll,
  queryOne,
  type TournamentRow,
  type TournamentSummary,
} from '../base/index.js';

/** Column list of TournamentSummary. */
const SUMMARY_COLUMNS = `id, kind, name, plan_hash as "planHash", max_plies as "maxPlies", state,
  cancel_requested as "cancelRequested", error, version, event_seq as "eventSeq", chain,
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

/** The tournament or match of this id with its plan; null when there is none. */
export async function getTournament(q: Queryable, id: string): Promise<TournamentRow | null> {
  return isUuid(id)
    ? queryOne<TournamentRow>(q, `select ${SUMMARY_COLUMNS}, plan from tournament where id = $1`, [id])
    : null;
}

/** Like `getTournament` without the plan: one small row by its key, cheap enough to check an ETag first. */
export async function getTournamentSummary(q: Queryable, id: string): Promise<TournamentSummary | null> {
  return isUuid(id)
    ? queryOne<TournamentSummary>(q, `select ${SUMMARY_COLUMNS} from tournament where id = $1`, [id])
    : null;
}

interface TournamentFilter extends Page {
  readonly state?: TournamentState | undefined;
  readonly kind?: TournamentKind | undefined;
}

/** A page of tournaments and matches, newest first; `after` is an id. */
export async function listTournaments(
  q: Queryable,
  { after, limit, state, kind }: TournamentFilter,
): Promise<TournamentSummary[]> {
  if (after !== undefined && !isUuid(after)) return [];
  return queryAll<TournamentSummary>(
    q,
    `select ${SUMMARY_COLUMNS} from tournament
     where ($1::uuid is null or id < $1) and ($2::text is null or state = $2) and ($3::text is null or kind = $3)
     order by id desc limit $4`,
    [after ?? null, state ?? null, kind ?? null, limit],
  );
}

/** The contestants of a tournament in the order of its plan. */
export async function getContestants(q: Queryable, tournamentId: string): Promise<ContestantRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<ContestantRow>(
    q,
    `select c.tournament_id as "tournamentId", c.key, c.ordinal, c.name, c.kind, c.arm, c.replicate,
       c.fine_tune_id as "fineTuneId", f.key as "fineTuneKey", c.checkpoint, c.anchor, c.engine, c.decoding
     from contestant c left join fine_tune f on f.id = c.fine_tune_id
     where c.tournament_id = $1 order by c.ordinal`,
    [tournamentId],
  );
}

/**
 * Counts games and fine-tunes by state. A claimed game with an expired lease counts as claimed until a worker claims it
 * again. All zero for an unknown tournament.
 */
export async function tournamentProgress(q: Queryable, id: string): Promise<Progress> {
  const rows = isUuid(id)
    ? await queryAll<{ what: 'game' | 'fine-tune' | 'checking'; state: string; count: number }>(
        q,
        `select 'game' as what, state, count(*) as count from game where tournament_id = $1 group by state
         union all
         select 'fine-tune', f.state, count(*) from fine_tune f
         where f.id in (select fine_tune_id from contestant where tournament_id = $1) group by f.state
         union all
         select 'checking', 'running', count(*) from fine_tune f
         where f.checking is not null and f.id in (select fine_tune_id from contestant where tournament_id = $1)`,
        [id],
      )
    : [];
  const count = (what: string, state: string) =>
    rows.find((row) => row.what === what && row.state === state)?.count ?? 0;
  const [due, claimed, done, unplayed] = [
    count('game', 'due'),
    count('game', 'claimed'),
    count('game', 'done'),
    count('game', 'unplayed'),
  ];
  const fineTunes = Object.fromEntries(FINE_TUNE_STATES.map((state) => [state, count('fine-tune', state)])) as Record<
    FineTuneState,
    number
  >;
  const checking = count('checking', 'running');
  return { games: due + claimed + done + unplayed, due, claimed, done, unplayed, fineTunes, checking };
}

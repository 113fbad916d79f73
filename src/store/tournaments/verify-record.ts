import type { FineTuneRecipe, PlannedContestant } from '../../spec/index.js';
import { canonicalJson, fineTuneKey, hashOf } from '../../spec/keys/index.js';
import { gamesOf, planHashOf, type SealedPlan } from '../../tournament/plan/index.js';
import type { ContestantKey, PlanHash } from '../../vocabulary/index.js';
import { type ContestantRow, type Queryable, queryAll, type ScheduleEntry, type TournamentRow } from '../base/index.js';
import { allResults, verifyChain } from '../games/index.js';
import { getContestants } from './tournaments.js';

/** Outcome of one check of a stored tournament. */
interface RecordCheck {
  readonly check: 'plan' | 'keys' | 'schedule' | 'results' | 'chain' | 'events';
  readonly ok: boolean;
  /** What was compared, or the first difference. */
  readonly detail: string;
}

/**
 * Verifies a stored tournament: recomputes everything that follows from the plan and compares it with the rows. Changes
 * nothing.
 */
export async function verifyRecord(q: Queryable, row: TournamentRow): Promise<RecordCheck[]> {
  const plan = row.plan as SealedPlan;
  return [
    checkPlan(plan, row.planHash),
    checkKeys(plan, await getContestants(q, row.id), await storedRecipes(q, row.id)),
    await checkSchedule(q, row, plan),
    await checkResults(q, row),
    await checkChain(q, row.id),
    await checkEvents(q, row),
  ];
}

const check = (name: RecordCheck['check'], problem: string | null | undefined, detail: string): RecordCheck => ({
  check: name,
  ok: !problem,
  detail: problem || detail,
});

function checkPlan(plan: SealedPlan, sealed: PlanHash): RecordCheck {
  const hash = planHashOf(plan);
  return check(
    'plan',
    hash === sealed ? null : `the stored plan has the hash ${hash}, it was sealed with ${sealed}`,
    `hash ${sealed}`,
  );
}

function storedRecipes(q: Queryable, id: string): Promise<{ key: string; recipe: FineTuneRecipe }[]> {
  return queryAll(
    q,
    `select key, recipe from fine_tune where id in (select fine_tune_id from contestant where tournament_id = $1)`,
    [id],
  );
}

/** What a contestant's key is the hash of; must agree with tournament/plan. */
function identityOf({
  kind,
  name,
  fineTuneKey: child,
  checkpoint,
  anchor,
  engine,
  decoding,
}: PlannedContestant): unknown {
  if (kind === 'child') return { fineTuneKey: child, decoding };
  if (anchor !== null) return { anchor: engine ?? anchor, decoding: null };
  return name === 'untouched-twin' ? { checkpoint, decoding, twin: 1 } : { checkpoint, decoding };
}

/** Keys of recipes and contestants are the hashes of their content, in the plan and in the rows. */
function checkKeys(
  { contestants, recipes }: SealedPlan,
  rows: readonly ContestantRow[],
  stored: readonly { readonly key: string; readonly recipe: FineTuneRecipe }[],
): RecordCheck {
  const mismatched = [...recipes, ...stored].find(({ key, recipe }) => fineTuneKey(recipe) !== key);
  const storedKeys = new Set(stored.map(({ key }) => key as string));
  const missing = recipes.find(({ key }) => !storedKeys.has(key));
  const different = contestants.find((contestant, i) => {
    const { key, fineTuneKey: child, anchor, decoding } = contestant;
    const row = rows[i];
    return (
      hashOf<ContestantKey>(identityOf(contestant)) !== key ||
      row?.key !== key ||
      row.fineTuneKey !== child ||
      row.anchor !== anchor ||
      canonicalJson(row.decoding) !== canonicalJson(decoding)
    );
  });
  const problem = mismatched
    ? `the recipe of the fine-tune ${mismatched.key} has another key`
    : missing
      ? `the plan’s fine-tune ${missing.key} is not on record`
      : different
        ? `contestant ${different.name} is not what the plan says`
        : rows.length !== contestants.length
          ? `${rows.length} contestants on record, ${contestants.length} in the plan`
          : null;
  return check(
    'keys',
    problem,
    `${contestants.length} contestants and ${recipes.length} recipes have the keys of what they are`,
  );
}

const FIELDS = ['number', 'gameKey', 'pair', 'leg', 'block', 'white', 'black', 'opening'] as const;

function differingField(planned: ScheduleEntry | undefined, stored: ScheduleEntry | undefined): string | undefined {
  return FIELDS.find((field) => planned?.[field] !== stored?.[field]);
}

async function checkSchedule(q: Queryable, { id, planHash }: TournamentRow, plan: SealedPlan): Promise<RecordCheck> {
  const rows = await queryAll<ScheduleEntry>(
    q,
    `select number, game_key as "gameKey", pair, leg, block, white, black, opening
     from game where tournament_id = $1 order by number`,
    [id],
  );
  const planned = gamesOf(plan, planHash, await allResults(q, id));
  const index = Array.from({ length: Math.max(planned.length, rows.length) }, (_, i) => i).find((i) =>
    differingField(planned[i], rows[i]),
  );
  const field = index === undefined ? undefined : differingField(planned[index], rows[index]);
  const problem = index === undefined ? null : `game ${index + 1}: ${field} is not the plan’s`;
  return check('schedule', problem, `${rows.length} games with key, sides and opening as the plan has them`);
}

async function checkResults(q: Queryable, { id, state }: TournamentRow): Promise<RecordCheck> {
  const [counts] = await queryAll<{ games: number; done: number; results: number; mismatched: number; short: number }>(
    q,
    `select count(*)::int as games, count(*) filter (where g.state = 'done')::int as done,
       count(r.game_key)::int as results,
       count(*) filter (
         where (g.state = 'done') <> (r.game_key is not null) or r.number <> g.number)::int as mismatched,
       count(*) filter (where r.plies <> array_length(string_to_array(r.moves, ' '), 1))::int as short
     from game g left join result r on r.tournament_id = g.tournament_id and r.game_key = g.game_key
     where g.tournament_id = $1`,
    [id],
  );
  const { games, done, results, mismatched, short } = counts!;
  const open = games - done;
  const problem =
    mismatched > 0
      ? `${mismatched} games are done without a result, or have one without being done`
      : short > 0
        ? `${short} results do not have as many moves as they say`
        : null;
  return check(
    'results',
    problem,
    `${results} results, one for each game that is done` +
      (open > 0 ? `; ${open} of ${games} games were not played (${state})` : ''),
  );
}

async function checkChain(q: Queryable, id: string): Promise<RecordCheck> {
  const chain = (await verifyChain(q, id))!;
  return check(
    'chain',
    chain.ok ? null : `broken at result ${chain.position}`,
    `${chain.results} links from the plan’s hash to the tournament’s`,
  );
}

async function checkEvents(q: Queryable, { id, eventSeq }: TournamentRow): Promise<RecordCheck> {
  const [counts] = await queryAll<{ events: number; last: number; games: number; results: number }>(
    q,
    `select count(*)::int as events, coalesce(max(seq), 0)::int as last,
       count(*) filter (where type = 'game')::int as games,
       (select count(*) from result where tournament_id = $1)::int as results
     from event where tournament_id = $1`,
    [id],
  );
  const { events, last, games, results } = counts!;
  const problem =
    events !== eventSeq || last !== eventSeq
      ? `${events} events up to number ${last}, the tournament counts ${eventSeq}`
      : games !== results
        ? `${games} events of games for ${results} results`
        : null;
  return check('events', problem, `${events} events without a gap`);
}

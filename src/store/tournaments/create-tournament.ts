import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { FineTuneRecipe, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey, PlanHash, TournamentKind } from '../../vocabulary/index.js';
import type { Database, FineTuneRow, IdempotencyOutcome, ScheduleEntry, TournamentSummary } from '../base/index.js';
import {
  appendEvents,
  first,
  type IdempotentAnswer,
  insertIdempotency,
  StoreError,
  TOURNAMENT_SUMMARY,
} from '../base/index.js';
import { upsertFineTunes } from '../fine-tunes/index.js';
import { insertGames } from '../games/index.js';

export interface NewTournament {
  /** UUIDv7, chosen by the caller so that the answer to repeat is known beforehand. */
  readonly id: string;
  readonly kind: TournamentKind;
  readonly name: string;
  /** Stored as it is: the sealed plan without the games, which have rows of their own. */
  readonly plan: unknown;
  readonly planHash: PlanHash;
  readonly maxPlies: number;
  /** How many rounds a Swiss has, of which the first is in `games`; null where the whole schedule is. */
  readonly swissRounds?: number | null;
  /** The inconclusive tournament to which this one adds replicates. */
  readonly follows?: string | null;
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly ScheduleEntry[];
  readonly recipes: readonly { readonly key: FineTuneKey; readonly recipe: FineTuneRecipe }[];
  readonly idempotency?: IdempotentAnswer | undefined;
}

export type CreateOutcome =
  | { readonly kind: 'created'; readonly tournament: TournamentSummary }
  | Exclude<IdempotencyOutcome, { kind: 'new' }>;

/**
 * One transaction: idempotency key, tournament, fine-tunes, contestants and the whole schedule; or nothing. Throws
 * StoreError `already-followed`: a tournament is followed once, as a second look may spend its share of alpha only
 * once.
 */
export async function createTournament(db: Database, plan: NewTournament): Promise<CreateOutcome> {
  const keys = new Set(plan.contestants.map(({ key }) => key));
  const odd = plan.games.find(({ white, black }) => !keys.has(white) || !keys.has(black));
  if (odd)
    throw new StoreError('unknown-contestant', `game ${odd.number} has a side that is no contestant of the tournament`);
  return db.transaction(async (client) => {
    if (plan.idempotency) {
      const outcome = await insertIdempotency(client, plan.idempotency);
      if (outcome.kind !== 'new') return outcome;
    }
    const items = plan.recipes.map(({ key, recipe }) => ({ id: uuidv7(), key, recipe })); // ids in the plan's order
    const fineTunes = items.length > 0 ? await upsertFineTunes(client, items, false) : [];
    if (plan.follows) await refuseSecond(client, plan.follows);
    await client.query(
      `insert into tournament (id, kind, name, plan, plan_hash, max_plies, chain, swiss_rounds, swiss_round, follows)
       values ($1, $2, $3, $4, $5, $6, $5, $7::integer, case when $7::integer is null then null else 1 end, $8)`,
      [
        plan.id,
        plan.kind,
        plan.name,
        JSON.stringify(plan.plan),
        plan.planHash,
        plan.maxPlies,
        plan.swissRounds ?? null,
        plan.follows ?? null,
      ],
    );
    await insertContestants(client, plan, new Map(fineTunes.map((row) => [row.key, row])));
    await insertGames(client, plan.id, plan.games);
    await appendEvents(client, plan.id, [
      { type: 'created', data: { games: plan.games.length, fineTunes: fineTunes.length } },
    ]);
    const tournament = await first<TournamentSummary>(
      client,
      `select ${TOURNAMENT_SUMMARY} from tournament where id = $1`,
      [plan.id],
    );
    return { kind: 'created', tournament: tournament! };
  });
}

/** Under the lock of the earlier tournament's row, so that two requests at once cannot both find it free. */
async function refuseSecond(client: pg.PoolClient, id: string): Promise<void> {
  await client.query(`select from tournament where id = $1 for update`, [id]);
  const other = await first<{ id: string }>(client, `select id from tournament where follows = $1`, [id]);
  if (other) throw new StoreError('already-followed', `tournament ${id} is followed by ${other.id} already`);
}

/** A child whose fine-tune is finished already gets its address at once. */
async function insertContestants(
  client: pg.PoolClient,
  { id, contestants }: NewTournament,
  fineTunes: ReadonlyMap<FineTuneKey, FineTuneRow>,
): Promise<void> {
  const rows = contestants.map((contestant, ordinal) => {
    const fineTune = contestant.fineTuneKey === null ? undefined : fineTunes.get(contestant.fineTuneKey);
    const { key, name, kind, arm, replicate, anchor, engine = null, decoding } = contestant;
    const checkpoint = fineTune ? fineTune.checkpoint : contestant.checkpoint;
    return {
      key,
      ordinal,
      name,
      kind,
      arm,
      replicate,
      fine_tune_id: fineTune?.id ?? null,
      checkpoint,
      anchor,
      engine,
      decoding,
    };
  });
  await client.query(
    `insert into contestant (tournament_id, key, ordinal, name, kind, arm, replicate, fine_tune_id, checkpoint, anchor, engine, decoding)
     select $1, key, ordinal, name, kind, arm, replicate, fine_tune_id, checkpoint, anchor, nullif(engine, 'null'),
       nullif(decoding, 'null')
     from jsonb_to_recordset($2::jsonb) as new (key text, ordinal integer, name text, kind text, arm text, replicate bigint,
       fine_tune_id uuid, checkpoint text, anchor text, engine jsonb, decoding jsonb)`,
    [id, JSON.stringify(rows)],
  );
}

import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { FineTuneRecipe, PlannedContestant } from '../../spec/index.js';
import type { FineTuneKey, PlanHash, TournamentKind } from '../../vocabulary/index.js';
import {
  appendEvents,
  type Database,
  type FineTuneRow,
  type IdempotencyOutcome,
  type IdempotentAnswer,
  insertIdempotency,
  queryOne,
  type ScheduleEntry,
  StoreError,
  type TournamentSummary,
} from '../base/index.js';
import { upsertFineTunes } from '../fine-tunes/index.js';
import { insertGames } from '../games/index.js';
import { getTournamentSummary } from './tournaments.js';

/** A sealed plan, unrolled into rows. */
export interface NewTournament {
  /** UUIDv7, chosen by the caller so that the answer stored for repeated requests is known in advance. */
  readonly id: string;
  readonly kind: TournamentKind;
  readonly name: string;
  /** The sealed plan without its games, which have rows of their own; stored as JSON. */
  readonly plan: unknown;
  readonly planHash: PlanHash;
  readonly maxPlies: number;
  /** Number of rounds of a Swiss, of which `games` holds the first; null when `games` is the whole schedule. */
  readonly swissRounds?: number | null;
  /** Id of the inconclusive tournament to which this one adds replicates. */
  readonly follows?: string | null;
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly ScheduleEntry[];
  readonly recipes: readonly { readonly key: FineTuneKey; readonly recipe: FineTuneRecipe }[];
  readonly idempotency?: IdempotentAnswer | undefined;
}

type CreateOutcome =
  | { readonly kind: 'created'; readonly tournament: TournamentSummary }
  | Exclude<IdempotencyOutcome, { kind: 'new' }>;

/**
 * Stores the idempotency key, the tournament, its fine-tunes, contestants and schedule in one transaction. Throws
 * StoreError `already-followed` when the tournament of `follows` was extended before (its second look may spend its
 * share of alpha only once), and `unknown-contestant` for a game with an unknown side.
 */
export async function createTournament(db: Database, plan: NewTournament): Promise<CreateOutcome> {
  const keys = new Set(plan.contestants.map(({ key }) => key));
  const invalid = plan.games.find(({ white, black }) => !keys.has(white) || !keys.has(black));
  if (invalid)
    throw new StoreError(
      'unknown-contestant',
      `game ${invalid.number} has a side that is no contestant of the tournament`,
    );
  return db.transaction(async (client) => {
    if (plan.idempotency) {
      const outcome = await insertIdempotency(client, plan.idempotency);
      if (outcome.kind !== 'new') return outcome;
    }
    const items = plan.recipes.map(({ key, recipe }) => ({ id: uuidv7(), key, recipe })); // ids in the plan's order
    const fineTunes = items.length > 0 ? await upsertFineTunes(client, items, false) : [];
    if (plan.follows) await refuseSecondFollower(client, plan.follows);
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
    return { kind: 'created', tournament: (await getTournamentSummary(client, plan.id))! };
  });
}

/** Locks the row of the earlier tournament, so that of two concurrent requests only one succeeds. */
async function refuseSecondFollower(client: pg.PoolClient, id: string): Promise<void> {
  await client.query(`select from tournament where id = $1 for update`, [id]);
  const other = await queryOne<{ id: string }>(client, `select id from tournament where follows = $1`, [id]);
  if (other) throw new StoreError('already-followed', `tournament ${id} is followed by ${other.id} already`);
}

/** A child whose fine-tune has finished before gets its address now, others when their fine-tune finishes. */
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
    `insert into contestant (tournament_id, key, ordinal, name, kind, arm, replicate, fine_tune_id, checkpoint, anchor,
       engine, decoding)
     select $1, key, ordinal, name, kind, arm, replicate, fine_tune_id, checkpoint, anchor, nullif(engine, 'null'),
       nullif(decoding, 'null')
     from jsonb_to_recordset($2::jsonb) as new (key text, ordinal integer, name text, kind text, arm text,
       replicate bigint, fine_tune_id uuid, checkpoint text, anchor text, engine jsonb, decoding jsonb)`,
    [id, JSON.stringify(rows)],
  );
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { v7 as uuidv7 } from 'uuid';
import { dryRunOf, PowerQuestion, planMatchRequest, planTournamentRequest } from '../planning/index.js';
import { MatchRequest, TournamentRequest } from '../spec/index.js';
import {
  type IdempotentRequest,
  type Progress,
  StoreError,
  type TournamentRow,
  type TournamentSummary,
} from '../store/base/index.js';
import {
  createTournament,
  getTournament,
  listTournaments,
  requestCancel,
  retryTournament,
  tournamentProgress,
} from '../store/tournaments/index.js';
import {
  countGames,
  isSwiss,
  matchGames,
  type Plan,
  type SealedMatch,
  type SealedPlan,
  sealedOf,
} from '../tournament/plan/index.js';
import { TOURNAMENT_STATES, type TournamentKind } from '../vocabulary/index.js';
import type { Context } from './context.js';
import { isFresh } from './etag.js';
import { answeredBefore, idempotencyOf, repeatedAnswer } from './idempotency.js';
import { DEFAULT_LIMIT, decodeCursor, PageQuery, pageFrom, pageOf } from './paging.js';
import { planningOf } from './planning-context.js';
import { notFound, Problem } from './problems.js';
import { AcceptedShape, DryRunShape, IdParams, TournamentShape, TournamentSummaryShape } from './schemas.js';

const ListQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(Type.Enum([...TOURNAMENT_STATES])) },
  { additionalProperties: false },
);
const DryRunQuery = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean({ default: false, description: 'plan, cost and power; nothing is stored' })),
    ...PowerQuestion.properties,
  },
  { additionalProperties: false },
);

export const summaryOf = (row: TournamentSummary) => ({ ...row, object: 'tournament' as const });

/** Plan, seal and store, in one transaction; a repeated Idempotency-Key gets the first answer again. */
async function create(context: Context, plan: Plan, key: IdempotentRequest | undefined) {
  const id = uuidv7();
  const { kind, spec, contestants, recipes, games, hash } = plan;
  const response = {
    id,
    object: 'tournament',
    name: spec.name,
    state: 'created',
    planHash: hash,
    games: countGames(plan),
    fineTunes: recipes.length,
  };
  const created = createTournament(context.db, {
    id,
    kind,
    name: spec.name,
    plan: sealedOf(plan),
    planHash: hash,
    maxPlies: spec.maxPlies,
    swissRounds: isSwiss(plan) ? plan.spec.schedule.rounds : null,
    follows: plan.kind === 'tournament' ? (plan.follows?.looks.at(-1)?.tournament ?? null) : null,
    contestants,
    games,
    recipes,
    ...(key ? { idempotency: { ...key, status: 202, response } } : {}),
  });
  const outcome = await created.catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'already-followed') throw new Problem('conflict', error.message);
    throw error;
  });
  if (outcome.kind === 'created') context.nudge();
  return outcome.kind === 'created' ? { status: 202, response } : repeatedAnswer(outcome)!;
}

/** `/tournaments` and `/matches`: the same thing with and without arms. */
export const tournamentRoutes =
  (context: Context, kind: TournamentKind): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = context;
    const base = kind === 'tournament' ? '/tournaments' : '/matches';
    const tags = [base.slice(1)];
    /** The rounds of a Swiss that are not paired yet count as games to come. */
    const progressOf = async ({ id, plan }: TournamentRow): Promise<Progress> => {
      const progress = await tournamentProgress(db.pool, id);
      return isSwiss(plan as SealedPlan) ? { ...progress, games: matchGames((plan as SealedMatch).spec) } : progress;
    };
    const load = async (id: string): Promise<TournamentRow> => {
      const row = await getTournament(db.pool, id);
      if (!row || row.kind !== kind) throw notFound(kind);
      return row;
    };

    app.post(
      base,
      {
        schema: {
          tags,
          summary:
            kind === 'tournament'
              ? 'Plan and start a tournament of arms'
              : 'Start a match: a round-robin, a gauntlet or a Swiss of given contestants',
          body: kind === 'tournament' ? TournamentRequest : MatchRequest,
          querystring: DryRunQuery,
          response: { 200: DryRunShape, 202: AcceptedShape },
        },
      },
      async (request, reply) => {
        const key = idempotencyOf(request);
        const before = request.query.dryRun ? undefined : await answeredBefore(db.pool, key);
        if (before)
          return reply
            .code(202)
            .header('Location', `${base}/${(before.response as { id: string }).id}`)
            .send(before.response as never);
        const planning = planningOf(context);
        const plan =
          kind === 'tournament'
            ? await planTournamentRequest(planning, request.body as TournamentRequest)
            : await planMatchRequest(planning, request.body as MatchRequest);
        if (request.query.dryRun) return reply.code(200).send(await dryRunOf(planning, plan, request.query));
        const { response } = await create(context, plan, key);
        return reply
          .code(202)
          .header('Location', `${base}/${(response as { id: string }).id}`)
          .send(response as never);
      },
    );

    app.get(
      base,
      {
        schema: {
          tags,
          summary: 'List, newest first',
          querystring: ListQuery,
          response: { 200: pageOf(TournamentSummaryShape) },
        },
      },
      async (request) => {
        const { after, limit = DEFAULT_LIMIT, state } = request.query;
        const rows = await listTournaments(db.pool, {
          after: decodeCursor<string>(base, after, 'string'),
          limit: limit + 1,
          state,
          kind,
        });
        return pageFrom(base, rows.map(summaryOf), limit, ({ id }) => id) as never;
      },
    );

    app.get(
      `${base}/:id`,
      { schema: { tags, summary: 'State and progress', params: IdParams, response: { 200: TournamentShape } } },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-${row.version}`)) return reply;
        return {
          ...summaryOf(row),
          progress: await progressOf(row),
          spec: (row.plan as { spec: unknown }).spec,
        } as never;
      },
    );

    app.post(
      `${base}/:id/cancel`,
      {
        schema: {
          tags,
          summary: 'Cancel; what was played is kept',
          params: IdParams,
          response: { 202: TournamentSummaryShape },
        },
      },
      async (request, reply) => {
        await load(request.params.id);
        const outcome = await requestCancel(db, request.params.id);
        if (!outcome) throw notFound(kind);
        context.nudge();
        return reply.code(202).send(summaryOf(outcome.tournament) as never);
      },
    );

    app.post(
      `${base}/:id/retry`,
      {
        schema: {
          tags,
          summary: 'Try failed fine-tunes again',
          params: IdParams,
          response: { 202: TournamentSummaryShape },
        },
      },
      async (request, reply) => {
        const { id } = await load(request.params.id);
        const outcome = await retryTournament(db, id);
        if (outcome.kind === 'nothing-failed')
          throw new Problem('conflict', 'nothing has failed that could be tried again');
        context.nudge();
        return reply.code(202).send(summaryOf(await load(id)) as never);
      },
    );
  };

import { v7 as uuidv7 } from 'uuid';
import { dryRunOf, planMatchRequest, planTournamentRequest } from '../../planning/index.js';
import {
  Accepted,
  CreateTournamentQuery,
  DEFAULT_LIMIT,
  IdempotencyHeaders,
  IdParams,
  Match,
  MatchDryRun,
  Tournament,
  TournamentDryRun,
  TournamentListQuery,
  TournamentPage,
  TournamentSummary,
} from '../../spec/api/index.js';
import { MatchRequest, TournamentRequest } from '../../spec/index.js';
import { type IdempotentRequest, type Progress, StoreError, type TournamentRow } from '../../store/base/index.js';
import {
  createTournament,
  getTournament,
  listTournaments,
  requestCancel,
  retryTournament,
  tournamentProgress,
} from '../../store/tournaments/index.js';
import {
  countGames,
  isSwiss,
  matchGames,
  type Plan,
  type SealedMatch,
  type SealedPlan,
  sealedOf,
} from '../../tournament/plan/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import {
  answeredBefore,
  decodeCursor,
  idempotencyOf,
  isFresh,
  notFound,
  Problem,
  pageFrom,
  planningOf,
  repeatedAnswer,
} from '../shared/index.js';
import { detailOf, summaryOf } from './tournament-answers.js';

/** Plan, seal and store, in one transaction; a repeated Idempotency-Key gets the first answer again. */
async function create(context: Context, plan: Plan, key: IdempotentRequest | undefined): Promise<Accepted> {
  const id = uuidv7();
  const { kind, spec, contestants, recipes, games, hash } = plan;
  const response: Accepted = {
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
  return outcome.kind === 'created' ? response : (repeatedAnswer(outcome)!.response as Accepted);
}

/** `/tournaments` and `/matches`: the same thing with and without arms. */
export const tournamentRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const { db } = context;
    const base = kind === 'tournament' ? '/tournaments' : '/matches';
    const tags = [base.slice(1)];
    const one = kind === 'tournament' ? 'Tournament' : 'Match';
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
          operationId: `create${one}`,
          summary:
            kind === 'tournament'
              ? 'Plan and start a tournament of arms'
              : 'Start a match: a round-robin, a gauntlet or a Swiss of given contestants',
          body: kind === 'tournament' ? TournamentRequest : MatchRequest,
          querystring: CreateTournamentQuery,
          headers: IdempotencyHeaders,
          response: { 200: kind === 'tournament' ? TournamentDryRun : MatchDryRun, 202: Accepted },
        },
      },
      async (request, reply) => {
        const key = idempotencyOf(request);
        const accepted = (answer: Accepted) => reply.code(202).header('Location', `${base}/${answer.id}`).send(answer);
        const before = request.query.dryRun ? undefined : await answeredBefore(db.pool, key);
        if (before) return accepted(before.response as Accepted);
        const planning = planningOf(context);
        const plan =
          kind === 'tournament'
            ? await planTournamentRequest(planning, request.body as TournamentRequest)
            : await planMatchRequest(planning, request.body as MatchRequest);
        if (request.query.dryRun) return reply.code(200).send(await dryRunOf(planning, plan, request.query));
        return accepted(await create(context, plan, key));
      },
    );

    app.get(
      base,
      {
        schema: {
          tags,
          operationId: kind === 'tournament' ? 'listTournaments' : 'listMatches',
          summary: 'List, newest first',
          querystring: TournamentListQuery,
          response: { 200: TournamentPage },
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
        return pageFrom(base, rows.map(summaryOf), limit, ({ id }) => id);
      },
    );

    app.get(
      `${base}/:id`,
      {
        schema: {
          tags,
          operationId: `get${one}`,
          summary: 'State and progress',
          params: IdParams,
          response: { 200: kind === 'tournament' ? Tournament : Match },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-${row.version}`)) return reply;
        return detailOf(row, await progressOf(row));
      },
    );

    app.post(
      `${base}/:id/cancel`,
      {
        schema: {
          tags,
          operationId: `cancel${one}`,
          summary: 'Cancel; what was played is kept',
          params: IdParams,
          response: { 202: TournamentSummary },
        },
      },
      async (request, reply) => {
        await load(request.params.id);
        const outcome = await requestCancel(db, request.params.id);
        if (!outcome) throw notFound(kind);
        context.nudge();
        return reply.code(202).send(summaryOf(outcome.tournament));
      },
    );

    app.post(
      `${base}/:id/retry`,
      {
        schema: {
          tags,
          operationId: `retry${one}`,
          summary: 'Try failed fine-tunes again',
          params: IdParams,
          response: { 202: TournamentSummary },
        },
      },
      async (request, reply) => {
        const { id } = await load(request.params.id);
        const outcome = await retryTournament(db, id);
        if (outcome.kind === 'nothing-failed')
          throw new Problem('conflict', 'nothing has failed that could be tried again');
        context.nudge();
        return reply.code(202).send(summaryOf(await load(id)));
      },
    );
  };

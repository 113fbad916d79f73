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
  MatchRequest,
  Tournament,
  TournamentDryRun,
  TournamentListQuery,
  TournamentPage,
  TournamentRequest,
  TournamentSummary,
} from '../../spec/api/index.js';
import {
  type IdempotentRequest,
  type Progress,
  type Queryable,
  StoreError,
  type TournamentRow,
} from '../../store/base/index.js';
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
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import {
  decodeCursor,
  findStoredAnswer,
  idempotencyOf,
  isFresh,
  notFound,
  Problem,
  pageFrom,
  planningOf,
  storedAnswer,
} from '../shared/index.js';
import { type Resource, resourceOf } from './resource.js';
import { detailOf, summaryOf } from './tournament-answers.js';

/**
 * Seals and stores a plan in one transaction. A repeated Idempotency-Key gets the first answer again. Throws Problem
 * `conflict` if the tournament to be followed has a successor already.
 */
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
  return outcome.kind === 'created' ? response : (storedAnswer(outcome)!.response as Accepted);
}

/** `/tournaments` and `/matches`: create, list, state and progress, cancel and retry. */
export const tournamentRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const resource = resourceOf(kind);
    addCreate(app, context, resource);
    addList(app, context, resource);
    addDetail(app, context, resource);
    addCancel(app, context, resource);
    addRetry(app, context, resource);
  };

/** Returns the row of a tournament of this kind. Throws Problem `not-found` if there is none. */
async function loadTournament(q: Queryable, kind: TournamentKind, id: string): Promise<TournamentRow> {
  const row = await getTournament(q, id);
  if (row?.kind !== kind) throw notFound(kind);
  return row;
}

/** Returns the progress; games of Swiss rounds that are not paired yet are included in the number of games. */
async function progressOf(q: Queryable, { id, plan }: TournamentRow): Promise<Progress> {
  const progress = await tournamentProgress(q, id);
  return isSwiss(plan as SealedPlan) ? { ...progress, games: matchGames((plan as SealedMatch).spec) } : progress;
}

function addCreate(app: ApiApp, context: Context, { kind, path, tags, name }: Resource): void {
  const { db } = context;
  app.post(
    path,
    {
      schema: {
        tags,
        operationId: `create${name}`,
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
      const accepted = (answer: Accepted) => reply.code(202).header('Location', `${path}/${answer.id}`).send(answer);
      const before = request.query.dryRun ? undefined : await findStoredAnswer(db.pool, key);
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
}

function addList(app: ApiApp, { db }: Context, { kind, path, tags }: Resource): void {
  app.get(
    path,
    {
      config: { keptUntil: 'tournaments' },
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
        after: decodeCursor<string>(path, after, 'string'),
        limit: limit + 1,
        state,
        kind,
      });
      return pageFrom(path, rows.map(summaryOf), limit, ({ id }) => id);
    },
  );
}

function addDetail(app: ApiApp, { db }: Context, { kind, path, tags, name }: Resource): void {
  app.get(
    `${path}/:id`,
    {
      config: { keptUntil: 'tournament' },
      schema: {
        tags,
        operationId: `get${name}`,
        summary: 'State and progress',
        params: IdParams,
        response: { 200: kind === 'tournament' ? Tournament : Match },
      },
    },
    async (request, reply) => {
      const row = await loadTournament(db.pool, kind, request.params.id);
      if (isFresh(request, reply, `${row.id}-${row.version}`)) return reply;
      return detailOf(row, await progressOf(db.pool, row));
    },
  );
}

function addCancel(app: ApiApp, context: Context, { kind, path, tags, name }: Resource): void {
  const { db } = context;
  app.post(
    `${path}/:id/cancel`,
    {
      schema: {
        tags,
        operationId: `cancel${name}`,
        summary: 'Cancel; what was played is kept',
        params: IdParams,
        response: { 202: TournamentSummary },
      },
    },
    async (request, reply) => {
      await loadTournament(db.pool, kind, request.params.id);
      const outcome = await requestCancel(db, request.params.id);
      if (!outcome) throw notFound(kind);
      context.nudge();
      return reply.code(202).send(summaryOf(outcome.tournament));
    },
  );
}

function addRetry(app: ApiApp, context: Context, { kind, path, tags, name }: Resource): void {
  const { db } = context;
  app.post(
    `${path}/:id/retry`,
    {
      schema: {
        tags,
        operationId: `retry${name}`,
        summary: 'Try failed fine-tunes again',
        params: IdParams,
        response: { 202: TournamentSummary },
      },
    },
    async (request, reply) => {
      const { id } = await loadTournament(db.pool, kind, request.params.id);
      const outcome = await retryTournament(db, id);
      if (outcome.kind === 'nothing-failed')
        throw new Problem('conflict', 'nothing has failed that could be tried again');
      context.nudge();
      return reply.code(202).send(summaryOf(await loadTournament(db.pool, kind, id)));
    },
  );
}

import {
  DEFAULT_LIMIT,
  EventPage,
  FineTuneList,
  IdParams,
  MatchPlan,
  PageQuery,
  Standings,
  TournamentPlan,
} from '../../spec/api/index.js';
import { listEvents } from '../../store/base/index.js';
import { listFineTunes } from '../../store/fine-tunes/index.js';
import { faultsByContestant } from '../../store/games/index.js';
import { getContestants } from '../../store/tournaments/index.js';
import { externalScale, faultTable, standings } from '../../tournament/standings/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import { fineTuneOf } from '../library/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, isFresh, OncePerVersion, pageFrom } from '../shared/index.js';
import { KnownResults } from './known-results.js';
import { lastChange, loadPlan, loadSummary, type Resource, resourceOf } from './resource.js';

/**
 * Standings, plan, events and fine-tunes of a tournament or match. Standings are computed from the results once for
 * every version of the tournament and never stored.
 */
export const resultRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const resource = resourceOf(kind);
    addStandings(app, context, resource);
    addPlan(app, context, resource);
    addEvents(app, context, resource);
    if (kind === 'tournament') addFineTunes(app, context, resource);
  };

function addStandings(app: ApiApp, { db: { pool } }: Context, { kind, path, tags, name }: Resource): void {
  const [once, known] = [new OncePerVersion(), new KnownResults()];
  app.get(
    `${path}/:id/standings`,
    {
      config: { keptUntil: 'tournament' },
      schema: {
        tags,
        operationId: `get${name}Standings`,
        summary: 'Ratings of all contestants',
        params: IdParams,
        response: { 200: Standings },
      },
    },
    async (request, reply) => {
      const row = await loadSummary(pool, kind, request.params.id);
      if (isFresh(request, reply, `${row.id}-${row.version}`)) return reply;
      return once.answer(row.id, row.version, async () => {
        const [contestants, results] = [await getContestants(pool, row.id), await known.of(pool, row.id)];
        const table = standings(contestants, results);
        const faults = faultTable(contestants, await faultsByContestant(pool, row.id));
        return {
          ...table,
          rows: table.rows.map(({ key: _, ...shown }) => shown),
          external: externalScale(table.rows, contestants),
          faults,
          asOf: await lastChange(pool, row),
          complete: row.state === 'finished',
          version: row.version,
        };
      });
    },
  );
}

function addPlan(app: ApiApp, { db: { pool } }: Context, { kind, path, tags, name }: Resource): void {
  app.get(
    `${path}/:id/plan`,
    {
      schema: {
        tags,
        operationId: `get${name}Plan`,
        summary: 'The sealed plan and its hash',
        params: IdParams,
        response: { 200: kind === 'tournament' ? TournamentPlan : MatchPlan },
      },
    },
    async (request, reply) => {
      const { id, planHash } = await loadSummary(pool, kind, request.params.id);
      if (isFresh(request, reply, planHash)) return reply;
      const plan = await loadPlan(pool, id);
      return plan.kind === 'tournament' ? { planHash, plan } : { planHash, plan };
    },
  );
}

function addEvents(app: ApiApp, { db: { pool } }: Context, { kind, path, tags, name }: Resource): void {
  app.get(
    `${path}/:id/events`,
    {
      schema: {
        tags,
        operationId: `list${name}Events`,
        summary: 'What happened, in order and without gaps',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: EventPage },
      },
    },
    async (request) => {
      const { id } = await loadSummary(pool, kind, request.params.id);
      const { after, limit = DEFAULT_LIMIT } = request.query;
      // A plain number is accepted too: the `seq` of the last event that the client has.
      const seq =
        after !== undefined && /^\d{1,15}$/.test(after)
          ? Number(after)
          : decodeCursor<number>('events', after, 'number');
      const rows = await listEvents(pool, id, { after: seq, limit: limit + 1 });
      const events = rows.map(({ at, ...event }) => ({ ...event, at: at.toISOString() }));
      return pageFrom('events', events, limit, ({ seq: last }) => last);
    },
  );
}

function addFineTunes(app: ApiApp, { db: { pool } }: Context, { kind, path, tags }: Resource): void {
  app.get(
    `${path}/:id/fine-tunes`,
    {
      schema: {
        tags,
        operationId: 'listTournamentFineTunes',
        summary: 'The fine-tunes that make its children',
        params: IdParams,
        response: { 200: FineTuneList },
      },
    },
    async (request) => {
      const { id } = await loadSummary(pool, kind, request.params.id);
      const rows = await listFineTunes(pool, { tournamentId: id, limit: 2000 });
      return { data: rows.map(fineTuneOf) };
    },
  );
}

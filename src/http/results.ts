import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { listEvents, type TournamentSummary } from '../store/base/index.js';
import { listFineTunes } from '../store/fine-tunes/index.js';
import { allResults, faultsByContestant } from '../store/games/index.js';
import { getContestants, getTournament, getTournamentSummary, tournamentEvidence } from '../store/tournaments/index.js';
import { failedFineTunes, type SealedPlan } from '../tournament/plan/index.js';
import { externalScale, faultTable, standings } from '../tournament/standings/index.js';
import { contrastPath, matchVerdict, verdict } from '../tournament/verdict/index.js';
import type { TournamentKind } from '../vocabulary/index.js';
import type { Context } from './context.js';
import { isFresh } from './etag.js';
import { fineTuneOf } from './fine-tunes.js';
import { OncePerVersion } from './once-per-version.js';
import { DEFAULT_LIMIT, decodeCursor, PageQuery, pageFrom, pageOf } from './paging.js';
import { notFound, Problem } from './problems.js';
import { ContrastRunShape, EventShape, FineTuneShape, IdParams, StandingsShape } from './schemas.js';

/** Standings are zero-sum of rows: computed from the results once at every new version, never stored. */
export const resultRoutes =
  (context: Context, kind: TournamentKind): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { pool } = context.db;
    const base = kind === 'tournament' ? '/tournaments' : '/matches';
    const tags = [base.slice(1)];
    const once = new OncePerVersion();
    const load = async (id: string): Promise<TournamentSummary> => {
      const row = await getTournamentSummary(pool, id);
      if (!row || row.kind !== kind) throw notFound(kind);
      return row;
    };
    /** When the last thing happened that the version counts: an answer of one version never changes. */
    const lastChange = async ({ id, eventSeq, createdAt }: TournamentSummary): Promise<string> => {
      const [last] = await listEvents(pool, id, { after: eventSeq - 1, limit: 1 });
      return (last?.at ?? createdAt).toISOString();
    };
    const planOf = async (id: string): Promise<SealedPlan> => (await getTournament(pool, id))!.plan as SealedPlan;

    app.get(
      `${base}/:id/standings`,
      { schema: { tags, summary: 'Ratings of all contestants', params: IdParams, response: { 200: StandingsShape } } },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-${row.version}`)) return reply;
        return once.answer(`standings ${row.id}`, row.version, async () => {
          const [contestants, results] = [await getContestants(pool, row.id), await allResults(pool, row.id)];
          const table = standings(contestants, results);
          const faults = faultTable(contestants, await faultsByContestant(pool, row.id));
          return {
            ...table,
            external: externalScale(table.rows, contestants),
            faults,
            asOf: await lastChange(row),
            complete: row.state === 'finished',
            version: row.version,
          };
        }) as never;
      },
    );

    app.get(
      `${base}/:id/plan`,
      { schema: { tags, summary: 'The sealed plan and its hash', params: IdParams } },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, row.planHash)) return reply;
        return { planHash: row.planHash, plan: await planOf(row.id) };
      },
    );

    app.get(
      `${base}/:id/events`,
      {
        schema: {
          tags,
          summary: 'What happened, in order and without gaps',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: pageOf(EventShape) },
        },
      },
      async (request) => {
        const { id } = await load(request.params.id);
        const { after, limit = DEFAULT_LIMIT } = request.query;
        // A plain number is taken too: the `seq` of the last event that a client has.
        const seq =
          after !== undefined && /^\d{1,15}$/.test(after)
            ? Number(after)
            : decodeCursor<number>('events', after, 'number');
        const rows = await listEvents(pool, id, { after: seq, limit: limit + 1 });
        return pageFrom('events', rows, limit, ({ seq: last }) => last) as never;
      },
    );

    if (kind === 'match') {
      app.get(
        `${base}/:id/verdict`,
        {
          schema: {
            tags,
            operationId: 'matchVerdict',
            summary:
              'Of a match of two: its difference, an interval that may be looked at at any time, and its sequential test',
            params: IdParams,
            response: { 200: Type.Unsafe<unknown>({}) },
          },
        },
        async (request, reply) => {
          const row = await load(request.params.id);
          if (isFresh(request, reply, `${row.id}-verdict-${row.version}`)) return reply;
          const plan = await planOf(row.id);
          const found = plan.kind === 'match' ? matchVerdict({ plan, results: await allResults(pool, row.id) }) : null;
          if (!found)
            throw new Problem('not-found', 'only a match of two contestants has a verdict; see its standings');
          return { ...found, asOf: await lastChange(row), version: row.version };
        },
      );
      return;
    }

    app.get(
      `${base}/:id/fine-tunes`,
      {
        schema: {
          tags,
          summary: 'The fine-tunes that make its children',
          params: IdParams,
          response: { 200: Type.Object({ data: Type.Array(FineTuneShape) }) },
        },
      },
      async (request) => {
        const { id } = await load(request.params.id);
        const rows = await listFineTunes(pool, { tournamentId: id, limit: 2000 });
        return { data: rows.map(fineTuneOf) } as never;
      },
    );

    app.get(
      `${base}/:id/contrast`,
      {
        schema: {
          tags,
          operationId: 'tournamentContrast',
          summary: 'The primary contrast over the run, with an interval that may be looked at at any time',
          params: IdParams,
          response: { 200: ContrastRunShape },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-contrast-${row.version}`)) return reply;
        const plan = await planOf(row.id);
        if (plan.kind !== 'tournament') throw notFound('contrast');
        return once.answer(`contrast ${row.id}`, row.version, async () => {
          const fineTunes = await listFineTunes(pool, { tournamentId: row.id, limit: 2000 });
          const failed = failedFineTunes(fineTunes);
          const run = contrastPath({ plan, results: await allResults(pool, row.id), failed });
          return { run, asOf: await lastChange(row), version: row.version };
        }) as never;
      },
    );

    app.get(
      `${base}/:id/verdict`,
      { schema: { tags, summary: 'The planned analysis, applied to complete replicates', params: IdParams } },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-verdict-${row.version}`)) return reply;
        const plan = await planOf(row.id);
        if (plan.kind !== 'tournament') throw notFound('verdict');
        return once.answer(`verdict ${row.id}`, row.version, async () => ({
          ...verdict(await tournamentEvidence(pool, row.id, plan)),
          asOf: await lastChange(row),
          version: row.version,
        }));
      },
    );
  };

import {
  ContrastRun,
  DEFAULT_LIMIT,
  EventPage,
  FineTuneList,
  IdParams,
  MatchPlan,
  MatchVerdict,
  PageQuery,
  Standings,
  TournamentPlan,
  Verdict,
} from '../../spec/api/index.js';
import { listEvents, type TournamentSummary } from '../../store/base/index.js';
import { listFineTunes } from '../../store/fine-tunes/index.js';
import { allResults, faultsByContestant } from '../../store/games/index.js';
import {
  getContestants,
  getTournament,
  getTournamentSummary,
  tournamentEvidence,
} from '../../store/tournaments/index.js';
import { failedFineTunes, type SealedPlan } from '../../tournament/plan/index.js';
import { externalScale, faultTable, standings } from '../../tournament/standings/index.js';
import { contrastPath, matchVerdict, verdict } from '../../tournament/verdict/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import { fineTuneOf } from '../library/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, isFresh, notFound, OncePerVersion, Problem, pageFrom } from '../shared/index.js';

/** Standings are zero-sum of rows: computed from the results once at every new version, never stored. */
export const resultRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const { pool } = context.db;
    const base = kind === 'tournament' ? '/tournaments' : '/matches';
    const tags = [base.slice(1)];
    /** Operation ids of the two kinds, such as `getTournamentPlan` and `getMatchPlan`. */
    const named = (verb: string, what: string): string =>
      `${verb}${kind === 'tournament' ? 'Tournament' : 'Match'}${what}`;
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
      {
        schema: {
          tags,
          operationId: named('get', 'Standings'),
          summary: 'Ratings of all contestants',
          params: IdParams,
          response: { 200: Standings },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-${row.version}`)) return reply;
        return once.answer(`standings ${row.id}`, row.version, async () => {
          const [contestants, results] = [await getContestants(pool, row.id), await allResults(pool, row.id)];
          const table = standings(contestants, results);
          const faults = faultTable(contestants, await faultsByContestant(pool, row.id));
          return {
            ...table,
            rows: table.rows.map(({ key: _, ...shown }) => shown),
            external: externalScale(table.rows, contestants),
            faults,
            asOf: await lastChange(row),
            complete: row.state === 'finished',
            version: row.version,
          };
        });
      },
    );

    app.get(
      `${base}/:id/plan`,
      {
        schema: {
          tags,
          operationId: named('get', 'Plan'),
          summary: 'The sealed plan and its hash',
          params: IdParams,
          response: { 200: kind === 'tournament' ? TournamentPlan : MatchPlan },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, row.planHash)) return reply;
        const { planHash } = row;
        const plan = await planOf(row.id);
        return plan.kind === 'tournament' ? { planHash, plan } : { planHash, plan };
      },
    );

    app.get(
      `${base}/:id/events`,
      {
        schema: {
          tags,
          operationId: named('list', 'Events'),
          summary: 'What happened, in order and without gaps',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: EventPage },
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
        const events = rows.map(({ at, ...event }) => ({ ...event, at: at.toISOString() }));
        return pageFrom('events', events, limit, ({ seq: last }) => last);
      },
    );

    if (kind === 'match') {
      app.get(
        `${base}/:id/verdict`,
        {
          schema: {
            tags,
            operationId: 'getMatchVerdict',
            summary: 'Of a match of two: its difference, an interval valid at any time, and its sequential test',
            params: IdParams,
            response: { 200: MatchVerdict },
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
          operationId: 'listTournamentFineTunes',
          summary: 'The fine-tunes that make its children',
          params: IdParams,
          response: { 200: FineTuneList },
        },
      },
      async (request) => {
        const { id } = await load(request.params.id);
        const rows = await listFineTunes(pool, { tournamentId: id, limit: 2000 });
        return { data: rows.map(fineTuneOf) };
      },
    );

    app.get(
      `${base}/:id/contrast`,
      {
        schema: {
          tags,
          operationId: 'getTournamentContrast',
          summary: 'The primary contrast over the run, with an interval that may be looked at at any time',
          params: IdParams,
          response: { 200: ContrastRun },
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
        });
      },
    );

    app.get(
      `${base}/:id/verdict`,
      {
        schema: {
          tags,
          operationId: 'getTournamentVerdict',
          summary: 'The planned analysis, applied to complete replicates',
          params: IdParams,
          response: { 200: Verdict },
        },
      },
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

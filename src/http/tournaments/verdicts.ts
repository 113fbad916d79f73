import { ContrastRun, IdParams, MatchVerdict, Verdict } from '../../spec/api/index.js';
import { allResults } from '../../store/games/index.js';
import { tournamentEvidence } from '../../store/tournaments/index.js';
import { contrastPath, matchVerdict, verdict } from '../../tournament/verdict/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { isFresh, notFound, OncePerVersion, Problem } from '../shared/index.js';
import { lastChange, loadPlan, loadSummary, type Resource, resourceOf } from './resource.js';

/**
 * The verdict of a match of two, or verdict and contrast of a tournament of arms. What a tournament's version
 * determines is computed once for every version.
 */
export const verdictRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const resource = resourceOf(kind);
    if (kind === 'match') return addMatchVerdict(app, context, resource);
    addContrast(app, context, resource);
    addVerdict(app, context, resource);
  };

function addMatchVerdict(app: ApiApp, { db: { pool } }: Context, { kind, path, tags }: Resource): void {
  app.get(
    `${path}/:id/verdict`,
    {
      config: { keptUntil: 'tournament' },
      schema: {
        tags,
        operationId: 'getMatchVerdict',
        summary: 'Of a match of two: its difference, an interval valid at any time, and its sequential test',
        params: IdParams,
        response: { 200: MatchVerdict },
      },
    },
    async (request, reply) => {
      const row = await loadSummary(pool, kind, request.params.id);
      if (isFresh(request, reply, `${row.id}-verdict-${row.version}`)) return reply;
      const plan = await loadPlan(pool, row.id);
      const found = plan.kind === 'match' ? matchVerdict({ plan, results: await allResults(pool, row.id) }) : null;
      if (!found) throw new Problem('not-found', 'only a match of two contestants has a verdict; see its standings');
      return { ...found, asOf: await lastChange(pool, row), version: row.version };
    },
  );
}

function addContrast(app: ApiApp, { db: { pool } }: Context, { kind, path, tags }: Resource): void {
  const once = new OncePerVersion();
  app.get(
    `${path}/:id/contrast`,
    {
      config: { keptUntil: 'tournament' },
      schema: {
        tags,
        operationId: 'getTournamentContrast',
        summary: 'The primary contrast over the run, with an interval that may be looked at at any time',
        params: IdParams,
        response: { 200: ContrastRun },
      },
    },
    async (request, reply) => {
      const row = await loadSummary(pool, kind, request.params.id);
      if (isFresh(request, reply, `${row.id}-contrast-${row.version}`)) return reply;
      const plan = await loadPlan(pool, row.id);
      if (plan.kind !== 'tournament') throw notFound('contrast');
      return once.answer(row.id, row.version, async () => {
        const run = contrastPath(await tournamentEvidence(pool, row.id, plan));
        return { run, asOf: await lastChange(pool, row), version: row.version };
      });
    },
  );
}

function addVerdict(app: ApiApp, { db: { pool } }: Context, { kind, path, tags }: Resource): void {
  const once = new OncePerVersion();
  app.get(
    `${path}/:id/verdict`,
    {
      config: { keptUntil: 'tournament' },
      schema: {
        tags,
        operationId: 'getTournamentVerdict',
        summary: 'The planned analysis, applied to complete replicates',
        params: IdParams,
        response: { 200: Verdict },
      },
    },
    async (request, reply) => {
      const row = await loadSummary(pool, kind, request.params.id);
      if (isFresh(request, reply, `${row.id}-verdict-${row.version}`)) return reply;
      const plan = await loadPlan(pool, row.id);
      if (plan.kind !== 'tournament') throw notFound('verdict');
      return once.answer(row.id, row.version, async () => ({
        ...verdict(await tournamentEvidence(pool, row.id, plan)),
        asOf: await lastChange(pool, row),
        version: row.version,
      }));
    },
  );
}

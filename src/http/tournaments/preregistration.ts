import { projectVersion, signingKey } from '../../files/index.js';
import { IdParams, Preregistration } from '../../spec/api/index.js';
import { firstResult } from '../../store/tournaments/index.js';
import { signedStatement } from '../../tournament/preregistration/index.js';
import type { Context } from '../shared/index.js';
import { type ApiRoutes, isFresh, notFound } from '../shared/index.js';
import { loadPlan, loadSummary } from './resource.js';

/** The sealed plan of a tournament of arms, signed with the service's key. */
export const preregistrationRoutes =
  ({ db: { pool }, home, signingKey: pem }: Context): ApiRoutes =>
  async (app) => {
    app.get(
      '/tournaments/:id/preregistration',
      {
        schema: {
          tags: ['tournaments'],
          operationId: 'getTournamentPreregistration',
          summary: 'The sealed plan with its time, signed by this service',
          description:
            'Ed25519 over the canonical JSON (RFC 8785) of everything but the signature. Check it offline with ' +
            '`sentimate verify --preregistration FILE`.',
          params: IdParams,
          response: { 200: Preregistration },
        },
      },
      async (request, reply) => {
        const row = await loadSummary(pool, 'tournament', request.params.id);
        if (isFresh(request, reply, `${row.id}-preregistration-${row.version}`)) return reply;
        const plan = await loadPlan(pool, row.id);
        if (plan.kind !== 'tournament') throw notFound('tournament');
        const { at, eventsBefore, results, chain, version } = (await firstResult(pool, row.id))!;
        return signedStatement(
          {
            tournament: { id: row.id, name: row.name },
            plan: plan as Preregistration['plan'],
            planHash: row.planHash,
            sealedAt: row.createdAt.toISOString(),
            firstResultAt: at?.toISOString() ?? null,
            eventsBefore,
            results,
            chain,
            version,
            serviceVersion: projectVersion(),
          },
          await signingKey(home, pem),
        );
      },
    );
  };

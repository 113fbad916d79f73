import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { TournamentSummary } from '../store/base/index.js';
import { getGame, listRecorded, type RecordedRow } from '../store/games/index.js';
import { getContestants, getTournamentSummary } from '../store/tournaments/index.js';
import type { TournamentKind } from '../vocabulary/index.js';
import type { Context } from './context.js';
import { isFresh } from './etag.js';
import { gameOf, PGN, pgnOf, share } from './games.js';
import { notFound, Problem } from './problems.js';
import { GameShape, RecordedShape } from './schemas.js';

const RecordedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({ minimum: 0, default: 0, description: '`position` of the last game that the client has' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 1000 })),
  },
  { additionalProperties: false },
);
const GameParams = Type.Object({
  id: Type.String({ maxLength: 100 }),
  number: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
});

const recordedOf = ({ whiteStats, blackStats, ...row }: RecordedRow) => ({
  ...row,
  whiteLegalShare: share(whiteStats),
  blackLegalShare: share(blackStats),
});

/** The games of one tournament as they come in, and one of them by its number. */
export const recordedRoutes =
  (context: Context, kind: TournamentKind): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { pool } = context.db;
    const base = kind === 'tournament' ? '/tournaments' : '/matches';
    const tags = [base.slice(1)];
    const load = async (id: string): Promise<TournamentSummary> => {
      const row = await getTournamentSummary(pool, id);
      if (!row || row.kind !== kind) throw notFound(kind);
      return row;
    };

    app.get(
      `${base}/:id/recorded`,
      {
        schema: {
          tags,
          operationId: `${kind}Recorded`,
          summary: 'Recorded games without their moves, in the order of recording',
          description: 'Ask again with the last `position` as `after`: the answer holds only what is new.',
          params: Type.Pick(GameParams, ['id']),
          querystring: RecordedQuery,
          response: { 200: Type.Object({ data: Type.Array(RecordedShape), version: Type.Integer() }) },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        const { after = 0, limit = 1000 } = request.query;
        if (isFresh(request, reply, `${row.id}-${row.version}-${after}-${limit}`)) return reply;
        const rows = await listRecorded(pool, row.id, { after, limit });
        return { data: rows.map(recordedOf), version: row.version } as never;
      },
    );

    app.get(
      `${base}/:id/games/:number`,
      {
        schema: {
          tags,
          operationId: `${kind}Game`,
          summary: 'One game by its number in the schedule; PGN by Accept',
          params: GameParams,
          produces: ['application/json', PGN],
          response: { 200: GameShape },
        },
      },
      async (request, reply) => {
        const tournament = await load(request.params.id);
        const row = await getGame(pool, { tournamentId: tournament.id, number: request.params.number });
        if (!row) throw notFound('game');
        if (!(request.headers.accept ?? '').includes(PGN)) return gameOf(row) as never;
        if (row.result === null) throw new Problem('conflict', 'the game has not been played yet');
        const contestants = new Map((await getContestants(pool, tournament.id)).map((one) => [one.key, one]));
        return reply
          .type(PGN)
          .serializer((body: unknown) => body as string)
          .send(pgnOf(row, tournament, contestants) as never);
      },
    );
  };

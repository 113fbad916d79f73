import { GameParams, IdParams, type RecordedGame, RecordedGames, RecordedQuery } from '../../spec/api/index.js';
import { getGame, listRecorded, type RecordedRow } from '../../store/games/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { isFresh, notFound } from '../shared/index.js';
import { GAME_ANSWER, gameOf, PGN, pgnIfAccepted, share } from './games.js';
import { loadSummary, type Resource, resourceOf } from './resource.js';

/** Returns a row as the API answers it. */
const recordedOf = ({ whiteStats, blackStats, recordedAt, ...row }: RecordedRow): RecordedGame => ({
  ...row,
  whiteLegalShare: share(whiteStats),
  blackLegalShare: share(blackStats),
  recordedAt: recordedAt.toISOString(),
});

/** The recorded games of one tournament in the order of recording, and one game by its number. */
export const recordedRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const resource = resourceOf(kind);
    addRecorded(app, context, resource);
    addGameByNumber(app, context, resource);
  };

function addRecorded(app: ApiApp, { db: { pool } }: Context, { kind, path, tags, name }: Resource): void {
  app.get(
    `${path}/:id/recorded`,
    {
      schema: {
        tags,
        operationId: `list${name}Recorded`,
        summary: 'Recorded games without their moves, in the order of recording',
        description: 'Ask again with the last `position` as `after`: the answer holds only what is new.',
        params: IdParams,
        querystring: RecordedQuery,
        response: { 200: RecordedGames },
      },
    },
    async (request, reply) => {
      const row = await loadSummary(pool, kind, request.params.id);
      const { after = 0, limit = 1000 } = request.query;
      if (isFresh(request, reply, `${row.id}-${row.version}-${after}-${limit}`)) return reply;
      const rows = await listRecorded(pool, row.id, { after, limit });
      return { data: rows.map(recordedOf), version: row.version };
    },
  );
}

function addGameByNumber(app: ApiApp, { db: { pool } }: Context, { kind, path, tags, name }: Resource): void {
  app.get(
    `${path}/:id/games/:number`,
    {
      schema: {
        tags,
        operationId: `get${name}Game`,
        summary: 'One game by its number in the schedule; PGN by Accept',
        params: GameParams,
        response: { 200: GAME_ANSWER },
      },
    },
    async (request, reply) => {
      const tournament = await loadSummary(pool, kind, request.params.id);
      const row = await getGame(pool, { tournamentId: tournament.id, number: request.params.number });
      if (!row) throw notFound('game');
      const pgn = await pgnIfAccepted(pool, row, request.headers.accept);
      return pgn === null ? gameOf(row) : reply.type(PGN).send(pgn);
    },
  );
}

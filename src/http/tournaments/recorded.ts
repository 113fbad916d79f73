import { GameParams, IdParams, type RecordedGame, RecordedGames, RecordedQuery } from '../../spec/api/index.js';
import type { TournamentSummary } from '../../store/base/index.js';
import { getGame, listRecorded, type RecordedRow } from '../../store/games/index.js';
import { getContestants, getTournamentSummary } from '../../store/tournaments/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { isFresh, notFound, Problem } from '../shared/index.js';
import { GAME_ANSWER, gameOf, PGN, pgnOf, share } from './games.js';

/** A row as the API shows it. */
const recordedOf = ({ whiteStats, blackStats, recordedAt, ...row }: RecordedRow): RecordedGame => ({
  ...row,
  whiteLegalShare: share(whiteStats),
  blackLegalShare: share(blackStats),
  recordedAt: recordedAt.toISOString(),
});

/** The games of one tournament as they come in, and one of them by its number. */
export const recordedRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
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
          operationId: kind === 'tournament' ? 'listTournamentRecorded' : 'listMatchRecorded',
          summary: 'Recorded games without their moves, in the order of recording',
          description: 'Ask again with the last `position` as `after`: the answer holds only what is new.',
          params: IdParams,
          querystring: RecordedQuery,
          response: { 200: RecordedGames },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        const { after = 0, limit = 1000 } = request.query;
        if (isFresh(request, reply, `${row.id}-${row.version}-${after}-${limit}`)) return reply;
        const rows = await listRecorded(pool, row.id, { after, limit });
        return { data: rows.map(recordedOf), version: row.version };
      },
    );

    app.get(
      `${base}/:id/games/:number`,
      {
        schema: {
          tags,
          operationId: kind === 'tournament' ? 'getTournamentGame' : 'getMatchGame',
          summary: 'One game by its number in the schedule; PGN by Accept',
          params: GameParams,
          response: { 200: GAME_ANSWER },
        },
      },
      async (request, reply) => {
        const tournament = await load(request.params.id);
        const row = await getGame(pool, { tournamentId: tournament.id, number: request.params.number });
        if (!row) throw notFound('game');
        if (!(request.headers.accept ?? '').includes(PGN)) return gameOf(row);
        if (row.result === null) throw new Problem('conflict', 'the game has not been played yet');
        const contestants = new Map((await getContestants(pool, tournament.id)).map((one) => [one.key, one]));
        return reply.type(PGN).send(pgnOf(row, tournament, contestants));
      },
    );
  };

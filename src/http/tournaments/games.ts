import { Readable } from 'node:stream';
import { gameToPgn, type PgnSide } from '../../chess/pgn/index.js';
import { DEFAULT_LIMIT, Game, GameListQuery, GamePage, IdParams } from '../../spec/api/index.js';
import type { ContestantRow, GameRow, Queryable, TournamentSummary } from '../../store/base/index.js';
import { getGame, listGames } from '../../store/games/index.js';
import { getContestants, getTournamentSummary } from '../../store/tournaments/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import type { Context } from '../shared/index.js';
import { type ApiRoutes, decodeCursor, notFound, Problem, pageFrom, textBody, timeOrNull } from '../shared/index.js';

const NDJSON = 'application/x-ndjson';
export const PGN = 'application/x-chess-pgn';
/** Rows read at a time while a whole tournament is streamed. */
const CHUNK = 500;
/** Mean share of the raw policy on legal moves; null for a side that has none, as an anchor. */
export const share = (stats: GameRow['whiteStats']): number | null =>
  stats && stats.moves > 0 && stats.legalShare > 0 ? stats.legalShare / stats.moves : null;

/** What a client sees, the same in a page and in a line of NDJSON: no columns of the machinery. */
export const gameOf = ({
  number,
  gameKey,
  pair,
  leg,
  block,
  opening,
  state,
  attempts,
  result,
  termination,
  moves,
  plies,
  recordedAt,
  ...row
}: GameRow): Game => ({
  ...{ number, gameKey, pair, leg, block, white: row.whiteName, black: row.blackName, opening, state, attempts },
  ...{
    result,
    termination,
    moves,
    plies,
    whiteLegalShare: share(row.whiteStats),
    blackLegalShare: share(row.blackStats),
    recordedAt: timeOrNull(recordedAt),
  },
});

/** One game, as JSON or as PGN. */
export const GAME_ANSWER = {
  description: 'the game',
  content: { 'application/json': { schema: Game }, [PGN]: { schema: textBody('PGN of the game') } },
};

/** PGN of a recorded game; it is made from the row, so there are as many games in the PGN as results. */
export function pgnOf(
  row: GameRow,
  tournament: TournamentSummary,
  contestants: ReadonlyMap<string, ContestantRow>,
): string {
  const side = (key: string): PgnSide => contestants.get(key)!;
  return gameToPgn({
    event: tournament.name,
    tournament: tournament.id,
    planHash: tournament.planHash,
    date: row.recordedAt,
    round: row.number,
    white: side(row.white),
    black: side(row.black),
    gameKey: row.gameKey,
    openingPlies: row.opening === '' ? 0 : row.opening.split(' ').length,
    result: row.result!,
    termination: row.termination!,
    moves: row.moves!,
  });
}

const contestantsOf = async (q: Queryable, id: string): Promise<Map<string, ContestantRow>> =>
  new Map((await getContestants(q, id)).map((row) => [row.key, row]));

/** All recorded games, in constant memory. */
async function* recorded(q: Queryable, id: string, write: (row: GameRow) => string): AsyncGenerator<string> {
  let after: number | undefined;
  for (;;) {
    const rows = await listGames(q, id, { after, limit: CHUNK, state: 'done' });
    for (const row of rows) yield write(row);
    if (rows.length < CHUNK) return;
    after = rows[rows.length - 1]!.number;
  }
}

export const gameRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    const { pool } = context.db;
    const base = kind === 'tournament' ? '/tournaments' : '/matches';

    app.get(
      `${base}/:id/games`,
      {
        schema: {
          tags: [base.slice(1)],
          operationId: kind === 'tournament' ? 'listTournamentGames' : 'listMatchGames',
          summary: 'Games: a JSON page; all recorded ones as NDJSON or PGN by Accept',
          description: `\`Accept: ${NDJSON}\` and \`Accept: ${PGN}\` stream every recorded game and take no page.`,
          params: IdParams,
          querystring: GameListQuery,
          response: {
            200: {
              description: 'a page of games, or all recorded ones',
              content: {
                'application/json': { schema: GamePage },
                [NDJSON]: { schema: textBody('one Game a line, as JSON') },
                [PGN]: { schema: textBody('one PGN after the other') },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const row = await getTournamentSummary(pool, request.params.id);
        if (!row || row.kind !== kind) throw notFound(kind);
        const wanted = request.headers.accept ?? '*/*';
        if (wanted.includes(NDJSON)) {
          return reply
            .type(NDJSON)
            .send(Readable.from(recorded(pool, row.id, (game) => `${JSON.stringify(gameOf(game))}\n`)));
        }
        if (wanted.includes(PGN)) {
          const contestants = await contestantsOf(pool, row.id);
          return reply.type(PGN).send(Readable.from(recorded(pool, row.id, (game) => pgnOf(game, row, contestants))));
        }
        if (!/\*\/\*|application\/(\*|json)/.test(wanted))
          throw new Problem('not-acceptable', `offered are application/json, ${NDJSON} and ${PGN}`);
        const { after, limit = DEFAULT_LIMIT, state } = request.query;
        const rows = await listGames(pool, row.id, {
          after: decodeCursor<number>('games', after, 'number'),
          limit: limit + 1,
          state,
        });
        return pageFrom('games', rows.map(gameOf), limit, ({ number }) => number);
      },
    );

    if (kind === 'match') return;
    app.get(
      '/games/:id',
      {
        schema: {
          tags: ['games'],
          operationId: 'getGame',
          summary: 'One game by its key; PGN by Accept',
          params: IdParams,
          response: { 200: GAME_ANSWER },
        },
      },
      async (request, reply) => {
        const row = await getGame(pool, { gameKey: request.params.id });
        if (!row) throw notFound('game');
        if (!(request.headers.accept ?? '').includes(PGN)) return gameOf(row);
        if (row.result === null) throw new Problem('conflict', 'the game has not been played yet');
        const tournament = await getTournamentSummary(pool, row.tournamentId);
        return reply.type(PGN).send(pgnOf(row, tournament!, await contestantsOf(pool, row.tournamentId)));
      },
    );
  };

import { Readable } from 'node:stream';
import { gameToPgn, type PgnSide } from '../../chess/pgn/index.js';
import { DEFAULT_LIMIT, Game, GameListQuery, GamePage, IdParams } from '../../spec/api/index.js';
import type { ContestantRow, GameRow, Queryable, TournamentSummary } from '../../store/base/index.js';
import { getGame, listGames } from '../../store/games/index.js';
import { getContestants, getTournamentSummary } from '../../store/tournaments/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, isoOrNull, notFound, Problem, pageFrom, textBody } from '../shared/index.js';
import { loadSummary, type Resource, resourceOf } from './resource.js';

const NDJSON = 'application/x-ndjson';
/** Media type of PGN. */
export const PGN = 'application/x-chess-pgn';
/** Rows per query while a whole tournament is streamed. */
const CHUNK = 500;

/** Returns the mean share of the raw policy on legal moves, 0 to 1; null for a side without a policy, as an anchor. */
export const share = (stats: GameRow['whiteStats']): number | null =>
  stats && stats.moves > 0 && stats.legalShare > 0 ? stats.legalShare / stats.moves : null;

/** Returns a row as the API answers it, the same in a page and in a line of NDJSON, without internal columns. */
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
    recordedAt: isoOrNull(recordedAt),
  },
});

/** The answer of routes for one game, as JSON or as PGN. */
export const GAME_ANSWER = {
  description: 'the game',
  content: { 'application/json': { schema: Game }, [PGN]: { schema: textBody('PGN of the game') } },
};

/** Returns the PGN of a recorded game, made from its row. `contestants` by key must hold both sides. */
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

/**
 * Returns the PGN of a game if the header `Accept` names it, else null. Throws Problem `conflict` if PGN is asked for
 * and the game has not been played.
 */
export async function pgnIfAccepted(q: Queryable, row: GameRow, accept = ''): Promise<string | null> {
  if (!accept.includes(PGN)) return null;
  if (row.result === null) throw new Problem('conflict', 'the game has not been played yet');
  const tournament = await getTournamentSummary(q, row.tournamentId);
  return pgnOf(row, tournament!, await contestantsOf(q, row.tournamentId));
}

/** Yields all recorded games as text, in the order of the schedule and in constant memory. */
async function* streamRecorded(q: Queryable, id: string, write: (row: GameRow) => string): AsyncGenerator<string> {
  let after: number | undefined;
  for (;;) {
    const rows = await listGames(q, id, { after, limit: CHUNK, state: 'done' });
    for (const row of rows) yield write(row);
    if (rows.length < CHUNK) return;
    after = rows[rows.length - 1]!.number;
  }
}

/** The games of one tournament, and (with tournaments) any game by its key. */
export const gameRoutes =
  (context: Context, kind: TournamentKind): ApiRoutes =>
  async (app) => {
    addGames(app, context, resourceOf(kind));
    if (kind === 'tournament') addGameByKey(app, context);
  };

function addGames(app: ApiApp, { db: { pool } }: Context, { kind, path, tags, name }: Resource): void {
  app.get(
    `${path}/:id/games`,
    {
      schema: {
        tags,
        operationId: `list${name}Games`,
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
      const row = await loadSummary(pool, kind, request.params.id);
      const accept = request.headers.accept ?? '*/*';
      if (accept.includes(NDJSON)) {
        return reply
          .type(NDJSON)
          .send(Readable.from(streamRecorded(pool, row.id, (game) => `${JSON.stringify(gameOf(game))}\n`)));
      }
      if (accept.includes(PGN)) {
        const contestants = await contestantsOf(pool, row.id);
        return reply
          .type(PGN)
          .send(Readable.from(streamRecorded(pool, row.id, (game) => pgnOf(game, row, contestants))));
      }
      if (!/\*\/\*|application\/(\*|json)/.test(accept))
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
}

function addGameByKey(app: ApiApp, { db: { pool } }: Context): void {
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
      const pgn = await pgnIfAccepted(pool, row, request.headers.accept);
      return pgn === null ? gameOf(row) : reply.type(PGN).send(pgn);
    },
  );
}

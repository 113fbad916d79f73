/** Games: of the schedule, and as they come in. */
import Type, { type Static } from 'typebox';
import { GAME_STATES, RESULTS, TERMINATIONS } from '../../vocabulary/index.js';
import {
  component,
  enumOf,
  hash,
  integer,
  list,
  nullable,
  type ReadonlyStatic,
  strict,
  text,
  timestamp,
} from '../index.js';
import { PageQuery, pageOf } from './common.js';

/** Parameters of GET /tournaments/{id}/games and GET /matches/{id}/games. */
export const GameListQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(Type.Enum([...GAME_STATES], { description: 'only those in this state' })),
  },
  strict,
);
/** The type that the schema `GameListQuery` describes. */
export type GameListQuery = Static<typeof GameListQuery>;

const place = {
  number: integer('number in the schedule, from 1'),
  gameKey: hash('SHA-256 of plan, pair and leg; it seeds the game’s moves'),
  block: integer('block of the schedule, from 1: of arms the replicate, of a Swiss the round'),
  white: text('name of the contestant with White'),
  black: text('name of the contestant with Black'),
};
const legalShare = (side: string, otherwise: string) =>
  nullable(
    Type.Number(),
    `mean share of the raw policy that fell on legal moves, 0 to 1, over ${side}’s own moves; ` +
      `null for anchors${otherwise}`,
  );
const results = 'points of White, then of Black';
const endings = 'how it ended; a game at the ply limit is a draw';

/** A game of the schedule. */
export const Game = component('Game', 'a game of the schedule, with its result when there is one', {
  ...place,
  pair: integer('pair in the schedule, from 1: its two games share an opening, with colours swapped'),
  leg: integer('1 or 2: which of the two games of the pair'),
  opening: text('the given moves, UCI notation separated by blanks; empty for none'),
  state: enumOf([...GAME_STATES], '`unplayed`: the stop rule or a failed fine-tune made it unnecessary'),
  attempts: integer('times that a worker has taken it'),
  result: nullable(enumOf([...RESULTS], results), 'points of White, then of Black; null before it is played'),
  termination: nullable(enumOf([...TERMINATIONS], endings), 'how it ended; null before it is played'),
  moves: nullable(
    Type.String(),
    'all moves, UCI notation separated by blanks, opening included; null before it is played',
  ),
  plies: nullable(Type.Integer(), 'moves of both sides, opening included; null before it is played'),
  whiteLegalShare: legalShare('White', ', and before it is played'),
  blackLegalShare: legalShare('Black', ', and before it is played'),
  recordedAt: nullable(timestamp('when its result was recorded'), 'when its result was recorded; null before that'),
});
/** The type that the schema `Game` describes. */
export type Game = ReadonlyStatic<typeof Game>;
/** Answer of GET /tournaments/{id}/games as JSON. */
export const GamePage = pageOf('GamePage', Game);
/** The type that the schema `GamePage` describes. */
export type GamePage = ReadonlyStatic<typeof GamePage>;

/** Parameters of GET /tournaments/{id}/recorded. */
export const RecordedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({ minimum: 0, default: 0, description: '`position` of the last game that the client has' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 1000, description: 'most games to send' })),
  },
  strict,
);
/** The type that the schema `RecordedQuery` describes. */
export type RecordedQuery = Static<typeof RecordedQuery>;

/** A recorded game as tables and lists need it. */
export const RecordedGame = component('RecordedGame', 'a recorded game without its moves', {
  position: integer('position in the order of recording, from 1 without gaps'),
  ...place,
  result: enumOf([...RESULTS], results),
  termination: enumOf([...TERMINATIONS], endings),
  plies: integer('moves of both sides, opening included'),
  attempts: integer('times that a worker took it'),
  whiteLegalShare: legalShare('White', ''),
  blackLegalShare: legalShare('Black', ''),
  recordedAt: timestamp('when it was recorded'),
});
/** The type that the schema `RecordedGame` describes. */
export type RecordedGame = ReadonlyStatic<typeof RecordedGame>;
/** Answer of GET /tournaments/{id}/recorded. */
export const RecordedGames = component('RecordedGames', 'recorded games in the order of recording', {
  data: list(RecordedGame, 'those after the position of the request'),
  version: integer('version of the tournament'),
});
/** The type that the schema `RecordedGames` describes. */
export type RecordedGames = ReadonlyStatic<typeof RecordedGames>;

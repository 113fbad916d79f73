import { Chess } from 'chessops/chess';
import { parseFen } from 'chessops/fen';
import {
  type Card,
  ChatReply,
  ChatRequest,
  DEFAULT_LIMIT,
  IdParams,
  JudgeReply,
  JudgeRequest,
  type Model,
  ModelDetail,
  ModelListQuery,
  ModelPage,
  MoveRequest,
} from '../../spec/api/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import { MoveReply } from '../../spec/index.js';
import type { CheckpointRow, Queryable } from '../../store/base/index.js';
import { findCheckpoint, listCheckpoints } from '../../store/library/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, notFound, Problem, pageFrom } from '../shared/index.js';

const tags = ['models'];

/** Returns a row as lists show it; tone, method and seed are taken from its card. */
function modelOf(row: CheckpointRow): Model {
  const { arm, seed } = row.card as Partial<Card>;
  return {
    address: row.address,
    object: 'model',
    kind: row.kind,
    name: row.name,
    parent: row.parent,
    tone: typeof arm?.tone === 'string' ? arm.tone : null,
    method: typeof arm?.method === 'string' ? arm.method : null,
    seed: seed !== undefined && Number.isSafeInteger(seed) ? seed : null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The same with config and card, as stored in the checkpoint's folder. */
const modelDetailOf = (row: CheckpointRow): ModelDetail => ({
  ...modelOf(row),
  config: row.config as NetworkConfig,
  card: row.card as Card,
});

/** Throws Problem `illegal-position` for a FEN that is not legal or whose game is over. */
function checkFen(fen: string): void {
  const position = parseFen(fen).chain((setup) => Chess.fromSetup(setup));
  position.unwrap(
    (legal) => {
      if (legal.isEnd()) throw new Problem('illegal-position', 'the game is over in this position');
    },
    (error) => {
      throw new Problem('illegal-position', `fen is no legal position: ${error.message}`);
    },
  );
}

/** Checkpoints: list, config and card; chat, moves and evaluations by the chat host's child process. */
export const modelRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    addList(app, context);
    addDetail(app, context);
    addChat(app, context);
    addMove(app, context);
    addEvaluation(app, context);
  };

/** Returns the row of a checkpoint, by address or name. Throws Problem `not-found` if there is none. */
async function loadModel(q: Queryable, id: string): Promise<CheckpointRow> {
  const row = await findCheckpoint(q, id);
  if (!row) throw notFound('model');
  return row;
}

function addList(app: ApiApp, { db: { pool } }: Context): void {
  app.get(
    '/models',
    {
      config: { keptUntil: 'models' },
      schema: {
        tags,
        operationId: 'listModels',
        summary: 'Checkpoints, newest first',
        querystring: ModelListQuery,
        response: { 200: ModelPage },
      },
    },
    async (request) => {
      const { after, limit = DEFAULT_LIMIT, parent } = request.query;
      const rows = await listCheckpoints(pool, {
        after: decodeCursor<string>('models', after, 'string'),
        limit: limit + 1,
        parent,
      });
      return pageFrom('models', rows.map(modelOf), limit, ({ address }) => address);
    },
  );
}

function addDetail(app: ApiApp, { db: { pool } }: Context): void {
  app.get(
    '/models/:id',
    {
      config: { keptUntil: 'models' },
      schema: {
        tags,
        operationId: 'getModel',
        summary: 'Config and card, by address or by a base’s name',
        params: IdParams,
        response: { 200: ModelDetail },
      },
    },
    async (request) => modelDetailOf(await loadModel(pool, request.params.id)),
  );
}

function addChat(app: ApiApp, { db: { pool }, chat }: Context): void {
  app.post(
    '/models/:id/chat',
    {
      schema: {
        tags,
        operationId: 'chatModel',
        summary: 'Talk to a checkpoint',
        params: IdParams,
        body: ChatRequest,
        response: { 200: ChatReply },
      },
    },
    async (request) => {
      const { address } = await loadModel(pool, request.params.id);
      const { seed = Math.floor(Math.random() * 2 ** 32), turns, ...decoding } = request.body;
      return chat.chat({ checkpoint: address, seed, turns, decoding });
    },
  );
}

function addMove(app: ApiApp, { db: { pool }, chat }: Context): void {
  app.post(
    '/models/:id/move',
    {
      schema: {
        tags,
        operationId: 'moveModel',
        summary: 'A checkpoint’s move in a position',
        params: IdParams,
        body: MoveRequest,
        response: { 200: MoveReply },
      },
    },
    async (request) => {
      const { address } = await loadModel(pool, request.params.id);
      const { fen, decoding, seed = 0 } = request.body;
      checkFen(fen);
      return chat.move({
        checkpoint: address,
        fen,
        decoding: { temperature: 0, guard: 'mate-and-repetition', ...decoding },
        seed,
      });
    },
  );
}

function addEvaluation(app: ApiApp, { db: { pool }, chat }: Context): void {
  app.post(
    '/models/:id/judge',
    {
      schema: {
        tags,
        operationId: 'judgeModel',
        summary: 'What a checkpoint expects in every position of a game',
        params: IdParams,
        body: JudgeRequest,
        response: { 200: JudgeReply },
      },
    },
    async (request) => {
      const { address } = await loadModel(pool, request.params.id);
      return chat.evaluate({ checkpoint: address, moves: request.body.moves });
    },
  );
}

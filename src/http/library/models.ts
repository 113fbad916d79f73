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
  MoveReply,
  MoveRequest,
} from '../../spec/api/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type { CheckpointRow } from '../../store/base/index.js';
import { findCheckpoint, listCheckpoints } from '../../store/library/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, notFound, Problem, pageFrom } from '../shared/index.js';

const tags = ['models'];
/** A row as lists show it, with what its card says about what the child was taught, and by which seed. */
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

/** The same with config and card, which are as the checkpoint's folder has them. */
const modelDetailOf = (row: CheckpointRow): ModelDetail => ({
  ...modelOf(row),
  config: row.config as NetworkConfig,
  card: row.card as Card,
});

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

export const modelRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    const { pool } = context.db;
    const load = async (id: string): Promise<CheckpointRow> => {
      const row = await findCheckpoint(pool, id);
      if (!row) throw notFound('model');
      return row;
    };

    app.get(
      '/models',
      {
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

    app.get(
      '/models/:id',
      {
        schema: {
          tags,
          operationId: 'getModel',
          summary: 'Config and card, by address or by a base’s name',
          params: IdParams,
          response: { 200: ModelDetail },
        },
      },
      async (request) => modelDetailOf(await load(request.params.id)),
    );

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
        const { address } = await load(request.params.id);
        const { seed = Math.floor(Math.random() * 2 ** 32), turns, ...decoding } = request.body;
        return context.chat.chat({ checkpoint: address, seed, turns, decoding });
      },
    );

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
        const { address } = await load(request.params.id);
        const { fen, decoding, seed = 0 } = request.body;
        checkFen(fen);
        return context.chat.move({
          checkpoint: address,
          fen,
          decoding: { temperature: 0, guard: 'mate-and-repetition', ...decoding },
          seed,
        });
      },
    );

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
        const { address } = await load(request.params.id);
        return context.chat.evaluate({ checkpoint: address, moves: request.body.moves });
      },
    );
  };

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Chess } from 'chessops/chess';
import { parseFen } from 'chessops/fen';
import Type from 'typebox';
import { Decoding, ReplyDecoding, Seed } from '../spec/index.js';
import type { CheckpointRow } from '../store/base/index.js';
import { findCheckpoint, listCheckpoints } from '../store/library/index.js';
import type { Context } from './context.js';
import { DEFAULT_LIMIT, decodeCursor, PageQuery, pageFrom, pageOf } from './paging.js';
import { notFound, Problem } from './problems.js';
import { IdParams, ModelDetailShape, ModelShape } from './schemas.js';

const tags = ['models'];
const strict = { additionalProperties: false } as const;

const ChatBody = Type.Object(
  {
    turns: Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), {
      minItems: 1,
      maxItems: 64,
      description: 'what was said so far, oldest first',
    }),
    ...Type.Partial(Type.Pick(ReplyDecoding, ['temperature', 'topK', 'topP', 'bestOf', 'maxTokens'])).properties,
    seed: Type.Optional(Seed),
  },
  strict,
);
const MoveBody = Type.Object(
  {
    fen: Type.String({ minLength: 10, maxLength: 120 }),
    decoding: Type.Optional(Type.Partial(Decoding, strict)),
    seed: Type.Optional(Seed),
  },
  strict,
);
const MoveShape = Type.Object({
  move: Type.String({ description: 'UCI notation' }),
  legalShare: Type.Number(),
  guarded: Type.Boolean(),
  outcome: Type.Object({ win: Type.Number(), draw: Type.Number(), loss: Type.Number() }),
});

const ListQuery = Type.Object(
  {
    ...PageQuery.properties,
    parent: Type.Optional(Type.String({ maxLength: 100, description: 'only those trained from this address' })),
  },
  strict,
);

const JudgeBody = Type.Object(
  {
    moves: Type.Array(Type.String({ pattern: '^[a-h][1-8][a-h][1-8][qrbn]?$' }), {
      maxItems: 1000,
      description: 'UCI notation, from the start position',
    }),
  },
  strict,
);
const JudgeShape = Type.Object({
  plies: Type.Array(
    Type.Object({ legalShare: Type.Number(), white: Type.Number(), draw: Type.Number(), black: Type.Number() }),
    {
      description:
        'before the first move, then after each; `white`, `draw` and `black` are the probabilities of the three results',
    },
  ),
});

/** What a list shows of a card besides the row: what the child was taught, and by which seed. */
function modelOf(row: CheckpointRow) {
  const { arm, seed } = row.card as {
    readonly arm?: { readonly tone?: unknown; readonly method?: unknown };
    readonly seed?: unknown;
  };
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    ...row,
    object: 'model' as const,
    tone: text(arm?.tone),
    method: text(arm?.method),
    seed: Number.isSafeInteger(seed) ? (seed as number) : null,
  };
}

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
  (context: Context): FastifyPluginAsyncTypebox =>
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
          summary: 'Checkpoints, newest first',
          querystring: ListQuery,
          response: { 200: pageOf(ModelShape) },
        },
      },
      async (request) => {
        const { after, limit = DEFAULT_LIMIT, parent } = request.query;
        const rows = await listCheckpoints(pool, {
          after: decodeCursor<string>('models', after, 'string'),
          limit: limit + 1,
          parent,
        });
        return pageFrom('models', rows.map(modelOf), limit, ({ address }) => address) as never;
      },
    );

    app.get(
      '/models/:id',
      {
        schema: {
          tags,
          summary: 'Config and card, by address or by a base’s name',
          params: IdParams,
          response: { 200: ModelDetailShape },
        },
      },
      async (request) => modelOf(await load(request.params.id)) as never,
    );

    app.post(
      '/models/:id/chat',
      {
        schema: {
          tags,
          summary: 'Talk to a checkpoint',
          params: IdParams,
          body: ChatBody,
          response: { 200: Type.Object({ reply: Type.String() }) },
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
          summary: 'A checkpoint’s move in a position',
          params: IdParams,
          body: MoveBody,
          response: { 200: MoveShape },
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
          operationId: 'judgeLine',
          summary: 'What a checkpoint expects in every position of a game',
          params: IdParams,
          body: JudgeBody,
          response: { 200: JudgeShape },
        },
      },
      async (request) => {
        const { address } = await load(request.params.id);
        return (await context.chat.evaluate({ checkpoint: address, moves: request.body.moves })) as never;
      },
    );
  };

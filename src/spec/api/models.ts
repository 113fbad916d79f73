/** Checkpoints: look at, talk to, play against one. */
import Type, { type Static } from 'typebox';
import {
  component,
  describedAs,
  EvaluatedPly,
  enumOf,
  hash,
  list,
  literal,
  NetworkConfig,
  nullable,
  type ReadonlyStatic,
  ReplyDecoding,
  Seed,
  strict,
  text,
  timestamp,
} from '../index.js';
import { Card } from './card.js';
import { PageQuery, pageOf } from './common.js';
import { DecodingRequest } from './tournament-request.js';

/** Parameters of GET /models. */
export const ModelListQuery = Type.Object(
  {
    ...PageQuery.properties,
    parent: Type.Optional(Type.String({ maxLength: 100, description: 'only those trained from this address' })),
  },
  strict,
);
/** The type that the schema `ModelListQuery` describes. */
export type ModelListQuery = Static<typeof ModelListQuery>;

/** A checkpoint in a list. */
export const Model = component('Model', 'a checkpoint without its config and card', {
  address: hash('SHA-256 of weights, config and tokenizer'),
  object: literal('model', 'a checkpoint'),
  kind: enumOf(['base', 'child'], 'trained on both tasks, or fine-tuned on chat'),
  name: text('name for people; of a base the one that requests may use'),
  parent: nullable(Type.String(), 'address of the checkpoint that it was trained from; null for one from scratch'),
  tone: nullable(Type.String(), 'tone that it was taught; null for a base'),
  method: nullable(Type.String(), 'method that it was taught by; null for a base'),
  seed: nullable(Type.Integer(), 'seed of its training; null where its card has none'),
  createdAt: timestamp('when it was registered here'),
});
/** The type that the schema `Model` describes. */
export type Model = ReadonlyStatic<typeof Model>;
/** Answer of GET /models. */
export const ModelPage = pageOf('ModelPage', Model);
/** The type that the schema `ModelPage` describes. */
export type ModelPage = ReadonlyStatic<typeof ModelPage>;
/** Answer of GET /models/{id}. */
export const ModelDetail = component('ModelDetail', 'a checkpoint with its config and card', {
  ...Model.properties,
  config: NetworkConfig,
  card: Card,
});
/** The type that the schema `ModelDetail` describes. */
export type ModelDetail = ReadonlyStatic<typeof ModelDetail>;

/** Body of POST /models/{id}/chat. */
export const ChatRequest = Type.Object(
  {
    turns: Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), {
      minItems: 1,
      maxItems: 64,
      description: 'what was said so far, oldest first',
    }),
    ...Type.Partial(Type.Pick(ReplyDecoding, ['temperature', 'topK', 'topP', 'maxTokens'])).properties,
    // without a default, which depends on the network
    bestOf: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 32,
        description:
          'draw so many replies and keep the one that fits best to what was said; 16 where it is left out, 8 from a ' +
          'pretrained base, which takes longer',
      }),
    ),
    seed: Type.Optional(describedAs(Seed, 'seed of the reply; a random one where it is left out')),
  },
  { ...strict, title: 'ChatRequest', description: 'what was said, and how the reply is drawn' },
);
/** The type that the schema `ChatRequest` describes. */
export type ChatRequest = Static<typeof ChatRequest>;
/** Answer of POST /models/{id}/chat. */
export const ChatReply = component('ChatReply', 'what a checkpoint says', { reply: text('the reply; may be empty') });
/** The type that the schema `ChatReply` describes. */
export type ChatReply = ReadonlyStatic<typeof ChatReply>;

/** Body of POST /models/{id}/move. */
export const MoveRequest = Type.Object(
  {
    fen: Type.String({ minLength: 10, maxLength: 120, description: 'the position in Forsyth-Edwards notation' }),
    decoding: Type.Optional(DecodingRequest),
    seed: Type.Optional(describedAs(Seed, 'seed of the move; 0 where it is left out')),
  },
  { ...strict, title: 'MoveRequest', description: 'a position, and how the move is chosen' },
);
/** The type that the schema `MoveRequest` describes. */
export type MoveRequest = Static<typeof MoveRequest>;
/** Body of POST /models/{id}/judge. */
export const JudgeRequest = Type.Object(
  {
    moves: Type.Array(Type.String({ pattern: '^[a-h][1-8][a-h][1-8][qrbn]?$' }), {
      maxItems: 1000,
      description: 'UCI notation, from the start position',
    }),
  },
  { ...strict, title: 'JudgeRequest', description: 'a game, or the beginning of one' },
);
/** The type that the schema `JudgeRequest` describes. */
export type JudgeRequest = Static<typeof JudgeRequest>;
/** Answer of POST /models/{id}/judge. */
export const JudgeReply = component('JudgeReply', 'what a checkpoint expects in every position of a game', {
  plies: list(EvaluatedPly, 'before the first move, then after each'),
});
/** The type that the schema `JudgeReply` describes. */
export type JudgeReply = ReadonlyStatic<typeof JudgeReply>;

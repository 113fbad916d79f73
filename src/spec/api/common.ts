/** What many answers share: pages, failures and parameters in paths. */
import Type, { type Static, type TSchema } from 'typebox';
import { component, list, nullable, type ReadonlyStatic, text } from '../index.js';

/** Items of a page where the request names no limit. */
export const DEFAULT_LIMIT = 50;

/** Parameters of every list that comes in pages. */
export const PageQuery = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before' })),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, default: DEFAULT_LIMIT, description: 'most items of the page' }),
    ),
  },
  { additionalProperties: false },
);
/** The type that the schema `PageQuery` describes. */
export type PageQuery = Static<typeof PageQuery>;

/** A page of a list, as the component `title`. */
export const pageOf = <T extends TSchema>(title: string, item: T) =>
  component(title, 'one page of a list', {
    data: list(item, 'the items of this page'),
    next: nullable(Type.String(), '`after` of the next page; null on the last one'),
  });
/** A list that comes whole, as the component `title`. */
export const listOf = <T extends TSchema>(title: string, item: T) =>
  component(title, 'a whole list', { data: list(item, 'all items') });

/** Why something failed. */
export const Failure = component('Failure', 'why something failed', {
  code: text('stable name of the cause'),
  message: text('one line for people'),
});
/** The type that the schema `Failure` describes. */
export type Failure = ReadonlyStatic<typeof Failure>;

/** The id in a path. A wrong one is refused as "not found", not as malformed. */
export const IdParams = Type.Object({
  id: Type.String({ maxLength: 100, description: 'id, address or name, as the resource has it' }),
});

/** Tournament and number of the game in a path. */
export const GameParams = Type.Object({
  id: Type.String({ maxLength: 100, description: 'id of the tournament or match' }),
  number: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'number of the game in the schedule, from 1' }),
});

/** Headers of requests that may be sent again without harm. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description: 'at most 200 characters; the same request with the same key gets the first answer again',
    }),
  ),
});

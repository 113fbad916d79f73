import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { planFineTuneRequest } from '../planning/index.js';
import { FineTuneRequest, fineTuneKey } from '../spec/index.js';
import type { FineTuneRow } from '../store/base/index.js';
import {
  cancelFineTune,
  getFineTune,
  insertFineTune,
  listFineTuneMetrics,
  listFineTunes,
} from '../store/fine-tunes/index.js';
import { FINE_TUNE_STATES } from '../vocabulary/index.js';
import type { Context } from './context.js';
import { isFresh } from './etag.js';
import { DEFAULT_LIMIT, decodeCursor, PageQuery, pageFrom, pageOf } from './paging.js';
import { planningOf } from './planning-context.js';
import { notFound } from './problems.js';
import { FineTuneShape, IdParams, MetricShape } from './schemas.js';

const tags = ['fine-tunes'];
const ListQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(Type.Enum([...FINE_TUNE_STATES])) },
  { additionalProperties: false },
);

export const fineTuneOf = (row: FineTuneRow) => ({ ...row, object: 'fine-tune' as const });

export const fineTuneRoutes =
  (context: Context): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { pool } = context.db;
    const load = async (id: string): Promise<FineTuneRow> => {
      const row = await getFineTune(pool, id);
      if (!row) throw notFound('fine-tune');
      return row;
    };

    app.post(
      '/fine-tunes',
      {
        schema: {
          tags,
          summary: 'Train one child; an equal one that is there already is given back',
          description: 'The recipe names the run: posting it again is idempotent by itself.',
          body: FineTuneRequest,
          response: { 202: FineTuneShape },
        },
      },
      async (request, reply) => {
        const recipe = await planFineTuneRequest(planningOf(context), request.body);
        const row = await insertFineTune(pool, { key: fineTuneKey(recipe), recipe });
        context.nudge();
        return reply
          .code(202)
          .header('Location', `/fine-tunes/${row.id}`)
          .send(fineTuneOf(row) as never);
      },
    );

    app.get(
      '/fine-tunes',
      {
        schema: {
          tags,
          summary: 'List, newest first',
          querystring: ListQuery,
          response: { 200: pageOf(FineTuneShape) },
        },
      },
      async (request) => {
        const { after, limit = DEFAULT_LIMIT, state } = request.query;
        const rows = await listFineTunes(pool, {
          after: decodeCursor<string>('fine-tunes', after, 'string'),
          limit: limit + 1,
          state,
        });
        return pageFrom('fine-tunes', rows.map(fineTuneOf), limit, ({ id }) => id) as never;
      },
    );

    app.get(
      '/fine-tunes/:id',
      { schema: { tags, summary: 'State, recipe and checks', params: IdParams, response: { 200: FineTuneShape } } },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-${row.version}-${row.step}`)) return reply;
        return fineTuneOf(row) as never;
      },
    );

    app.get(
      '/fine-tunes/:id/metrics',
      {
        schema: {
          tags,
          summary: 'Rows written while it runs',
          params: IdParams,
          response: { 200: Type.Object({ data: Type.Array(MetricShape) }) },
        },
      },
      async (request) => {
        const { id } = await load(request.params.id);
        return { data: await listFineTuneMetrics(pool, id) } as never;
      },
    );

    app.post(
      '/fine-tunes/:id/cancel',
      { schema: { tags, summary: 'Cancel', params: IdParams, response: { 202: FineTuneShape } } },
      async (request, reply) => {
        const row = await cancelFineTune(pool, request.params.id);
        if (!row) throw notFound('fine-tune');
        context.nudge();
        return reply.code(202).send(fineTuneOf(row) as never);
      },
    );
  };

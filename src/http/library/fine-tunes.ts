import { planFineTuneRequest } from '../../planning/index.js';
import {
  DEFAULT_LIMIT,
  FineTune,
  FineTuneListQuery,
  FineTunePage,
  IdParams,
  MetricList,
} from '../../spec/api/index.js';
import { FineTuneRequest, fineTuneKey } from '../../spec/index.js';
import type { FineTuneRow } from '../../store/base/index.js';
import {
  cancelFineTune,
  getFineTune,
  insertFineTune,
  listFineTuneMetrics,
  listFineTunes,
} from '../../store/fine-tunes/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, failureOf, isFresh, notFound, pageFrom, planningOf, timeOrNull } from '../shared/index.js';

const tags = ['fine-tunes'];
/** A row as the API shows it, without the columns of the machinery. */
export const fineTuneOf = (row: FineTuneRow): FineTune => ({
  id: row.id,
  object: 'fine-tune',
  key: row.key,
  recipe: row.recipe,
  state: row.state,
  attempts: row.attempts,
  step: row.step,
  totalSteps: row.totalSteps,
  checkpoint: row.checkpoint,
  checks: row.checks,
  error: failureOf(row.error),
  cancelRequested: row.cancelRequested,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  startedAt: timeOrNull(row.startedAt),
  finishedAt: timeOrNull(row.finishedAt),
});

export const fineTuneRoutes =
  (context: Context): ApiRoutes =>
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
          operationId: 'createFineTune',
          summary: 'Train one child; an equal one that is there already is given back',
          description: 'The recipe names the run: posting it again is idempotent by itself.',
          body: FineTuneRequest,
          response: { 202: FineTune },
        },
      },
      async (request, reply) => {
        const recipe = await planFineTuneRequest(planningOf(context), request.body);
        const row = await insertFineTune(pool, { key: fineTuneKey(recipe), recipe });
        context.nudge();
        return reply.code(202).header('Location', `/fine-tunes/${row.id}`).send(fineTuneOf(row));
      },
    );

    app.get(
      '/fine-tunes',
      {
        schema: {
          tags,
          operationId: 'listFineTunes',
          summary: 'List, newest first',
          querystring: FineTuneListQuery,
          response: { 200: FineTunePage },
        },
      },
      async (request) => {
        const { after, limit = DEFAULT_LIMIT, state } = request.query;
        const rows = await listFineTunes(pool, {
          after: decodeCursor<string>('fine-tunes', after, 'string'),
          limit: limit + 1,
          state,
        });
        return pageFrom('fine-tunes', rows.map(fineTuneOf), limit, ({ id }) => id);
      },
    );

    app.get(
      '/fine-tunes/:id',
      {
        schema: {
          tags,
          operationId: 'getFineTune',
          summary: 'State, recipe and checks',
          params: IdParams,
          response: { 200: FineTune },
        },
      },
      async (request, reply) => {
        const row = await load(request.params.id);
        if (isFresh(request, reply, `${row.id}-${row.version}-${row.step}`)) return reply;
        return fineTuneOf(row);
      },
    );

    app.get(
      '/fine-tunes/:id/metrics',
      {
        schema: {
          tags,
          operationId: 'listFineTuneMetrics',
          summary: 'Rows written while it runs',
          params: IdParams,
          response: { 200: MetricList },
        },
      },
      async (request) => {
        const { id } = await load(request.params.id);
        const rows = await listFineTuneMetrics(pool, id);
        return { data: rows.map(({ step, metric, at }) => ({ step, metric, at: at.toISOString() })) };
      },
    );

    app.post(
      '/fine-tunes/:id/cancel',
      {
        schema: {
          tags,
          operationId: 'cancelFineTune',
          summary: 'Cancel',
          params: IdParams,
          response: { 202: FineTune },
        },
      },
      async (request, reply) => {
        const row = await cancelFineTune(pool, request.params.id);
        if (!row) throw notFound('fine-tune');
        context.nudge();
        return reply.code(202).send(fineTuneOf(row));
      },
    );
  };

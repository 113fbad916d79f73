import { planFineTuneRequest } from '../../planning/index.js';
import {
  DEFAULT_LIMIT,
  FineTune,
  FineTuneListQuery,
  FineTunePage,
  FineTuneRequest,
  IdParams,
  MetricList,
} from '../../spec/api/index.js';
import { fineTuneKey } from '../../spec/keys/index.js';
import type { FineTuneRow, Queryable } from '../../store/base/index.js';
import {
  cancelFineTune,
  getFineTune,
  insertFineTune,
  listFineTuneMetrics,
  listFineTunes,
} from '../../store/fine-tunes/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, isFresh, isoOrNull, notFound, pageFrom, planningOf, storedFailure } from '../shared/index.js';

const tags = ['fine-tunes'];

const phaseOf = ({ state, training, checking }: FineTuneRow): FineTune['phase'] =>
  state !== 'running' ? null : checking !== null ? 'checking' : training ? 'training' : 'loading';

/** Returns a row as the API answers it, without internal columns. */
export const fineTuneOf = (row: FineTuneRow): FineTune => ({
  id: row.id,
  object: 'fine-tune',
  key: row.key,
  recipe: row.recipe,
  state: row.state,
  attempts: row.attempts,
  step: row.step,
  totalSteps: row.totalSteps,
  phase: phaseOf(row),
  checking: row.checking,
  checkpoint: row.checkpoint,
  checks: row.checks,
  error: storedFailure(row.error),
  cancelRequested: row.cancelRequested,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  startedAt: isoOrNull(row.startedAt),
  finishedAt: isoOrNull(row.finishedAt),
});

/** Single fine-tunes: create, list, state and checks, metrics, cancel. */
export const fineTuneRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    addCreate(app, context);
    addList(app, context);
    addDetail(app, context);
    addMetrics(app, context);
    addCancel(app, context);
  };

/** Returns the row of a fine-tune. Throws Problem `not-found` if there is none. */
async function loadFineTune(q: Queryable, id: string): Promise<FineTuneRow> {
  const row = await getFineTune(q, id);
  if (!row) throw notFound('fine-tune');
  return row;
}

function addCreate(app: ApiApp, context: Context): void {
  const { pool } = context.db;
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
}

function addList(app: ApiApp, { db: { pool } }: Context): void {
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
}

function addDetail(app: ApiApp, { db: { pool } }: Context): void {
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
      const row = await loadFineTune(pool, request.params.id);
      if (isFresh(request, reply, `${row.id}-${row.version}-${row.step}`)) return reply;
      return fineTuneOf(row);
    },
  );
}

function addMetrics(app: ApiApp, { db: { pool } }: Context): void {
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
      const { id } = await loadFineTune(pool, request.params.id);
      const rows = await listFineTuneMetrics(pool, id);
      return { data: rows.map(({ step, metric, at }) => ({ step, metric, at: at.toISOString() })) };
    },
  );
}

function addCancel(app: ApiApp, context: Context): void {
  const { pool } = context.db;
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
}

import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { planStudyRequest, studyDryRun } from '../../planning/index.js';
import {
  CreateStudyQuery,
  DEFAULT_LIMIT,
  IdParams,
  PageQuery,
  Study,
  StudyKnown,
  StudyPage,
  StudyRequest,
  StudyResults,
  StudySummary,
} from '../../spec/api/index.js';
import { hashOf } from '../../spec/keys/index.js';
import type { Queryable } from '../../store/base/index.js';
import {
  cancelStudy,
  createStudy,
  getStudy,
  getStudyCells,
  listStudies,
  type StudyRow as StoredStudy,
  type StudyCellRow,
} from '../../store/studies/index.js';
import { sealedOf } from '../../tournament/plan/index.js';
import { studyCsv, studyResults, studyState } from '../../tournament/study/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, isFresh, notFound, Problem, pageFrom, planningOf, textBody } from '../shared/index.js';
import { resultCells } from './study-cells.js';

const tags = ['studies'];
const NDJSON = 'application/x-ndjson';
const CSV = 'text/csv';

/** Returns a study as lists show it. `states` holds the state of every cell, null before its release. */
const summaryOf = (
  { id, key, name, spec, concurrency, cancelRequested, createdAt }: StoredStudy,
  states: readonly StudyCellRow['state'][],
): StudySummary => ({
  ...{ id, object: 'study', key, name, concurrency, cancelRequested },
  createdAt: createdAt.toISOString(),
  state: studyState(cancelRequested, states),
  trend: spec.trend,
  progress: {
    cells: states.length,
    waiting: states.filter((state) => state === null).length,
    finished: states.filter((state) => state === 'finished').length,
  },
});

/** Returns the version: it rises with every change of a cell's tournament, every release and the cancellation. */
const versionOf = ({ cancelRequested }: StoredStudy, cells: readonly StudyCellRow[]): number =>
  cells.reduce((sum, { version }) => sum + (version ?? 0), Number(cancelRequested));

/** Studies: batches of tournaments from one grid. */
export const studyRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    addCreate(app, context);
    addList(app, context);
    addDetail(app, context);
    addResults(app, context);
    addCancel(app, context);
  };

interface StudyWithCells {
  readonly study: StoredStudy;
  readonly cells: StudyCellRow[];
}

/** Returns a study with its cells. Throws Problem `not-found` if there is none. */
async function loadStudy(q: Queryable, id: string): Promise<StudyWithCells> {
  const study = await getStudy(q, id);
  if (!study) throw notFound('study');
  return { study, cells: await getStudyCells(q, id) };
}

function addCreate(app: ApiApp, context: Context): void {
  const { db } = context;
  app.post(
    '/studies',
    {
      schema: {
        tags,
        operationId: 'createStudy',
        summary: 'Plan and start a grid of tournaments',
        description:
          'Every cell is planned and sealed before the answer; cells are released one after the other. The same ' +
          'study again is the same study: 200 with its Location, and nothing is stored.',
        body: StudyRequest,
        querystring: CreateStudyQuery,
        response: { 200: StudyKnown, 202: StudySummary },
      },
    },
    async (request, reply) => {
      const planning = planningOf(context);
      const planned = await planStudyRequest(planning, request.body);
      if (request.query.dryRun) return reply.code(200).send(await studyDryRun(planning, planned));
      const { spec, cells, key } = planned;
      const { created, study } = await createStudy(db, {
        id: uuidv7(),
        key,
        spec,
        cells: cells.map(({ ordinal, name, repetition, settings, plan }) => ({
          ...{ ordinal, name, repetition, settings, tournamentId: uuidv7() },
          plan: sealedOf(plan),
          planHash: plan.hash,
          games: plan.games.length,
        })),
      });
      if (created) context.nudge();
      const stored = await getStudyCells(db.pool, study.id);
      return reply
        .code(created ? 202 : 200)
        .header('Location', `/studies/${study.id}`)
        .send(
          summaryOf(
            study,
            stored.map(({ state }) => state),
          ),
        );
    },
  );
}

function addList(app: ApiApp, { db }: Context): void {
  app.get(
    '/studies',
    {
      schema: {
        tags,
        operationId: 'listStudies',
        summary: 'List, newest first',
        querystring: PageQuery,
        response: { 200: StudyPage },
      },
    },
    async (request) => {
      const { after, limit = DEFAULT_LIMIT } = request.query;
      const rows = await listStudies(db.pool, {
        after: decodeCursor<string>('studies', after, 'string'),
        limit: limit + 1,
      });
      return pageFrom(
        'studies',
        rows.map((row) => summaryOf(row, row.states)),
        limit,
        ({ id }) => id,
      );
    },
  );
}

function addDetail(app: ApiApp, { db }: Context): void {
  app.get(
    '/studies/:id',
    {
      schema: {
        tags,
        operationId: 'getStudy',
        summary: 'State, and the cells with their tournaments',
        params: IdParams,
        response: { 200: Study },
      },
    },
    async (request, reply) => {
      const { study, cells } = await loadStudy(db.pool, request.params.id);
      if (isFresh(request, reply, `${study.id}-${versionOf(study, cells)}`)) return reply;
      return {
        ...summaryOf(
          study,
          cells.map(({ state }) => state),
        ),
        spec: study.spec,
        version: versionOf(study, cells),
        cells: cells.map(({ ordinal, name, repetition, settings, tournamentId, planHash, games, state }) => ({
          ...{ cell: ordinal, name, repetition, settings, tournament: tournamentId, planHash, games },
          state: state ?? ('waiting' as const),
        })),
      };
    },
  );
}

function addResults(app: ApiApp, { db }: Context): void {
  app.get(
    '/studies/:id/results',
    {
      schema: {
        tags,
        operationId: 'getStudyResults',
        summary: 'A row a cell, the declared trend and how far the difference reaches; NDJSON or CSV by Accept',
        description:
          `\`Accept: ${NDJSON}\` gives a line a cell and a last one for the trend; ` +
          `\`Accept: ${CSV}\` the cells alone.`,
        params: IdParams,
        response: {
          200: {
            description: 'a row for every cell',
            content: {
              'application/json': { schema: StudyResults },
              [NDJSON]: {
                schema: textBody('one StudyResultRow a line, as JSON; then the Trend, if one is declared'),
              },
              [CSV]: { schema: textBody('comma-separated values with a header, a row a cell') },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { study, cells } = await loadStudy(db.pool, request.params.id);
      const type = mediaType(request.headers.accept);
      reply.header('Vary', 'Accept');
      if (isFresh(request, reply, `${study.id}-results-${hashOf<string>(type).slice(0, 4)}-${versionOf(study, cells)}`))
        return reply;
      const results = studyResults(study.spec, await resultCells(db.pool, study.id, cells));
      if (type === CSV) return reply.type(`${CSV}; charset=utf-8`).send(studyCsv(results.rows));
      if (type === NDJSON) {
        const lines = [...results.rows, ...(results.trend ? [{ object: 'trend', ...results.trend }] : [])];
        return reply.type(NDJSON).send(Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`)));
      }
      return {
        study: study.id,
        state: studyState(
          study.cancelRequested,
          cells.map(({ state }) => state),
        ),
        data: results.rows,
        trend: results.trend,
        generality: results.generality,
        invalid: results.invalid,
        version: versionOf(study, cells),
      };
    },
  );
}

/**
 * Returns the media type that `Accept` asks for, JSON by default. Throws Problem `not-acceptable` if none is offered.
 */
function mediaType(accept = '*/*'): typeof NDJSON | typeof CSV | 'application/json' {
  const special = ([NDJSON, CSV] as const).find((one) => accept.includes(one));
  if (special) return special;
  if (/\*\/\*|application\/(\*|json)/.test(accept)) return 'application/json';
  throw new Problem('not-acceptable', `offered are application/json, ${NDJSON} and ${CSV}`);
}

function addCancel(app: ApiApp, context: Context): void {
  const { db } = context;
  app.post(
    '/studies/:id/cancel',
    {
      schema: {
        tags,
        operationId: 'cancelStudy',
        summary: 'Release no more cells and cancel those under way',
        params: IdParams,
        response: { 202: StudySummary },
      },
    },
    async (request, reply) => {
      const study = await cancelStudy(db, request.params.id);
      if (!study) throw notFound('study');
      context.nudge();
      const cells = await getStudyCells(db.pool, study.id);
      return reply.code(202).send(
        summaryOf(
          study,
          cells.map(({ state }) => state),
        ),
      );
    },
  );
}

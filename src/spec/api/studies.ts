/** Studies: batches of tournaments from one grid of settings. */
import Type, { type Static } from 'typebox';
import { TOURNAMENT_STATES } from '../../vocabulary/index.js';
import {
  CellSettings,
  component,
  DeclaredTrend,
  flag,
  hash,
  list,
  maybe,
  num,
  object,
  oneOf,
  only,
  type ReadonlyStatic,
  StudySpec,
  strict,
  text,
  time,
  whole,
} from '../index.js';
import { pageOf } from './common.js';
import { Cost, Power, WorkSeconds } from './cost.js';

/** Parameters of POST /studies. */
export const CreateStudyQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ default: false, description: 'cells and cost of the grid; nothing is stored' }),
    ),
  },
  strict,
);
/** Parameters of a study's creation, typed. */
export type CreateStudyQuery = Static<typeof CreateStudyQuery>;

const summary = {
  id: text('UUIDv7'),
  object: only('study', 'a study'),
  key: hash('SHA-256 of the study and its plans: the same study again is the same study'),
  name: text('name of the request'),
  state: oneOf(
    [...TOURNAMENT_STATES],
    '`created`: no cell is released; `running`: some cell is open; `finished`: every cell has; `failed`: every cell ' +
      'has ended, some without finishing; `cancelled`: nothing is under way any more',
  ),
  concurrency: whole('cells under way at the same time'),
  cancelRequested: flag('whether it was cancelled'),
  createdAt: time('when it was stored'),
  trend: maybe(DeclaredTrend, 'the one trend that is tested; null: none'),
  progress: object(
    {
      cells: whole('cells of the grid'),
      waiting: whole('cells that are not released yet'),
      finished: whole('cells whose tournament is finished'),
    },
    'cells by state',
  ),
};
/** A study in a list. */
export const StudySummary = component('StudySummary', 'a study without its cells', summary);
/** A summary, typed. */
export type StudySummary = ReadonlyStatic<typeof StudySummary>;
/** Answer of GET /studies. */
export const StudyPage = pageOf('StudyPage', StudySummary);
/** A page of studies, typed. */
export type StudyPage = ReadonlyStatic<typeof StudyPage>;

const cellState = oneOf([...TOURNAMENT_STATES, 'waiting'], 'state of its tournament; `waiting` before it is released');
const cell = {
  cell: whole('number of the cell, from 1'),
  name: text('its settings in words'),
  repetition: whole('repetition of the grid that it belongs to, from 1'),
};
/** A cell of a study. */
const StudyCell = component('StudyCell', 'a cell of the grid with its tournament', {
  ...cell,
  settings: CellSettings,
  tournament: text('id of its tournament, which exists once the cell is released'),
  planHash: hash('hash of its sealed plan'),
  games: whole('games of its plan'),
  state: cellState,
});
/** Answer of GET /studies/{id}. */
export const Study = component('Study', 'a study with its cells', {
  ...summary,
  spec: StudySpec,
  version: whole('rises with every change of a cell, with every release and with the cancellation'),
  cells: list(StudyCell, 'all cells, in order'),
});
/** A study, typed. */
export type Study = ReadonlyStatic<typeof Study>;

/** Answer of POST /studies?dryRun=true. */
export const StudyDryRun = component('StudyDryRun', 'what a request would plan, cell by cell and as a whole', {
  object: only('study-plan', 'a plan that is not stored'),
  spec: StudySpec,
  key: hash('key that the study would have'),
  cells: list(
    component('PlannedStudyCell', 'a cell of the grid with its cost', {
      ...cell,
      settings: CellSettings,
      planHash: hash('hash that its plan would be sealed with'),
      games: whole('games of its plan'),
      fineTunes: whole('children that no earlier cell has'),
      cost: Cost,
    }),
    'all cells, in order',
  ),
  total: object(
    {
      cells: whole('cells of the grid'),
      games: whole('games of all cells'),
      fineTunes: whole('children; one that several cells share is counted once'),
      shared: whole('children of cells that an earlier cell has already'),
      flop: num('floating-point operations; a multiply and an add count as two'),
      petaflopDays: num('the same in petaflop/s-days'),
      seconds: WorkSeconds,
    },
    'the cost of all cells together',
  ),
  power: maybe(Power, 'what the first cell can show; null for a single arm'),
  trend: maybe(
    object(
      {
        ...DeclaredTrend.properties,
        levels: list(Type.String(), 'values of the axis, rising'),
        replicates: whole('replicates, over all repetitions'),
        needed: whole('replicates that a p-value needs at this alpha'),
        enough: flag('whether there are as many'),
      },
      'the trend that the study declares',
    ),
    'null where it declares none',
  ),
});
/** A study's dry run, typed. */
export type StudyDryRun = ReadonlyStatic<typeof StudyDryRun>;
/** Answer of POST /studies with status 200: a dry run, or the study that exists already. */
export const StudyKnown = Type.Union([StudyDryRun, StudySummary], {
  description: 'with dryRun the plan; else the study that exists already',
});

const nullIfWaiting = 'null before the cell has a verdict';
/** One cell of the results. */
export const StudyResultRow = component('StudyResultRow', 'a cell with its settings and its verdict', {
  object: only('cell', 'a cell'),
  ...cell,
  base: maybe(Type.String(), 'base; null where the grid does not vary it'),
  method: maybe(Type.String(), 'method; null where the grid does not vary it'),
  examples: maybe(Type.Integer(), 'examples of the dose; null where the grid does not vary them'),
  steps: maybe(Type.Integer(), 'steps of the dose; null where the grid does not vary them'),
  band: maybe(Type.Number(), 'band of the filter; null where the grid does not vary it'),
  share: maybe(Type.Number(), 'positive share of the mixture, 0 to 1; null where the grid does not vary it'),
  temperature: maybe(Type.Number(), 'temperature at the board; null where the grid does not vary it'),
  tournament: text('id of its tournament'),
  planHash: hash('hash of its sealed plan'),
  state: cellState,
  verdict: maybe(Type.String(), `state of its verdict; ${nullIfWaiting}`),
  first: maybe(Type.String(), `first arm of the contrast; ${nullIfWaiting}`),
  second: maybe(Type.String(), `second arm of the contrast; ${nullIfWaiting}`),
  scale: maybe(Type.Enum(['elo', 'score'], { type: 'string' }), `unit of the contrast; ${nullIfWaiting}`),
  mean: maybe(Type.Number(), `first arm minus second, on that scale; ${nullIfWaiting}`),
  low: maybe(Type.Number(), `lower end of the interval; null without one`),
  high: maybe(Type.Number(), `upper end of the interval; null without one`),
  p: maybe(Type.Number(), `two-sided p; null without one`),
  adjusted: maybe(Type.Number(), 'p after Holm’s adjustment over the cells; null without a p'),
  replicates: maybe(Type.Integer(), `replicates in use; ${nullIfWaiting}`),
  differences: list(Type.Number(), 'first arm minus second by replicate, on that scale'),
  line: maybe(Type.String(), `the verdict in one plain sentence; ${nullIfWaiting}`),
});
/** A row, typed. */
export type StudyResultRow = ReadonlyStatic<typeof StudyResultRow>;

/** The declared trend of a study. */
export const Trend = component('Trend', 'how the arms’ difference changes along one axis of the grid', {
  axis: text('the axis'),
  alpha: num('two-sided significance level'),
  state: oneOf(['too early', 'too few replicates', 'rising', 'falling', 'no trend shown'], 'what may be said'),
  scale: oneOf(['elo', 'score'], 'unit: Elo, or share of points where some child of some cell has no rating'),
  levels: list(
    component('TrendLevel', 'the arms’ difference at one level of the axis', {
      level: text('the value of the axis'),
      mean: maybe(Type.Number(), 'mean over replicates; null without one'),
      low: maybe(Type.Number(), 'lower end of the interval; null before the last cell has ended'),
      high: maybe(Type.Number(), 'upper end of the interval; null before the last cell has ended'),
      replicates: whole('replicates in use'),
    }),
    'one for every value of the axis, rising',
  ),
  slope: maybe(
    Type.Number(),
    'change of the difference from one level to the next, mean over replicates; null without one',
  ),
  low: maybe(Type.Number(), 'lower end of the slope’s interval; null before the last cell has ended'),
  high: maybe(Type.Number(), 'upper end of the slope’s interval; null before the last cell has ended'),
  p: maybe(Type.Number(), 'two-sided p; null before the last cell has ended and with too few replicates'),
  replicates: whole('replicates in use, over all repetitions'),
  needed: whole('replicates that alpha needs'),
  line: text('all of this in one plain sentence'),
});
/** A trend, typed. */
export type Trend = ReadonlyStatic<typeof Trend>;

/** Answer of GET /studies/{id}/results as JSON. */
export const StudyResults = component('StudyResults', 'a row for every cell, and the declared trend', {
  study: text('id of the study'),
  state: oneOf([...TOURNAMENT_STATES], 'state of the study'),
  version: whole('version of the study'),
  invalid: list(Type.Integer(), 'cells whose verdict is `invalid`; a trend over them is not worth much'),
  trend: maybe(Trend, 'null where the study declares none'),
  data: list(StudyResultRow, 'a row for every cell, in order'),
});
/** Results, typed. */
export type StudyResults = ReadonlyStatic<typeof StudyResults>;

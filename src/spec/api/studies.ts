/** Studies: batches of tournaments from one grid of settings. */
import Type, { type Static } from 'typebox';
import { TOURNAMENT_STATES } from '../../vocabulary/index.js';
import {
  boolean,
  component,
  enumOf,
  FineTuneSettings,
  hash,
  integer,
  list,
  literal,
  nullable,
  number,
  object,
  type ReadonlyStatic,
  strict,
  text,
  timestamp,
} from '../index.js';
import { pageOf } from './common.js';
import { Cost, PlanSeconds, PlanWarning, Power } from './evidence/index.js';
import { Generality } from './study-generality.js';
import { CellSettings, DeclaredTrend, StudySpec } from './study-request.js';

/** Parameters of POST /studies. */
export const CreateStudyQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ default: false, description: 'cells and cost of the grid; nothing is stored' }),
    ),
  },
  strict,
);
/** The type that the schema `CreateStudyQuery` describes. */
export type CreateStudyQuery = Static<typeof CreateStudyQuery>;

const summary = {
  id: text('UUIDv7'),
  object: literal('study', 'a study'),
  key: hash('SHA-256 of the study and its plans: the same study again is the same study'),
  name: text('name of the request'),
  state: enumOf(
    [...TOURNAMENT_STATES],
    '`created`: no cell is released; `running`: some cell is open; `finished`: every cell has; `failed`: every cell ' +
      'has ended, some without finishing; `cancelled`: nothing is under way any more',
  ),
  concurrency: integer('cells under way at the same time'),
  cancelRequested: boolean('whether it was cancelled'),
  createdAt: timestamp('when it was stored'),
  trend: nullable(DeclaredTrend, 'the one trend that is tested; null: none'),
  progress: object(
    {
      cells: integer('cells of the grid'),
      waiting: integer('cells that are not released yet'),
      finished: integer('cells whose tournament is finished'),
    },
    'cells by state',
  ),
};
/** A study in a list. */
export const StudySummary = component('StudySummary', 'a study without its cells', summary);
/** The type that the schema `StudySummary` describes. */
export type StudySummary = ReadonlyStatic<typeof StudySummary>;
/** Answer of GET /studies. */
export const StudyPage = pageOf('StudyPage', StudySummary);
/** The type that the schema `StudyPage` describes. */
export type StudyPage = ReadonlyStatic<typeof StudyPage>;

const cellState = enumOf([...TOURNAMENT_STATES, 'waiting'], 'state of its tournament; `waiting` before it is released');
const cell = {
  cell: integer('number of the cell, from 1'),
  name: text('its settings in words'),
  repetition: integer('repetition of the grid that it belongs to, from 1'),
};
/** A cell of a study. */
const StudyCell = component('StudyCell', 'a cell of the grid with its tournament', {
  ...cell,
  settings: CellSettings,
  tournament: text('id of its tournament, which exists once the cell is released'),
  planHash: hash('hash of its sealed plan'),
  games: integer('games of its plan'),
  state: cellState,
});
/** Answer of GET /studies/{id}. */
export const Study = component('Study', 'a study with its cells', {
  ...summary,
  spec: StudySpec,
  version: integer('rises with every change of a cell, with every release and with the cancellation'),
  cells: list(StudyCell, 'all cells, in order'),
});
/** The type that the schema `Study` describes. */
export type Study = ReadonlyStatic<typeof Study>;

/** Answer of POST /studies?dryRun=true. */
export const StudyDryRun = component('StudyDryRun', 'what a request would plan, cell by cell and as a whole', {
  object: literal('study-plan', 'a plan that is not stored'),
  spec: StudySpec,
  key: hash('key that the study would have'),
  cells: list(
    component('PlannedStudyCell', 'a cell of the grid with its cost', {
      ...cell,
      settings: CellSettings,
      planHash: hash('hash that its plan would be sealed with'),
      games: integer('games of its plan'),
      fineTunes: integer('children that no earlier cell has'),
      base: hash('address of its base'),
      fineTune: FineTuneSettings,
      cost: Cost,
    }),
    'all cells, in order',
  ),
  total: object(
    {
      cells: integer('cells of the grid'),
      games: integer('games of all cells'),
      fineTunes: integer('children; one that several cells share is counted once'),
      shared: integer('children of cells that an earlier cell has already'),
      flop: number('floating-point operations; a multiply and an add count as two'),
      petaflopDays: number('the same in petaflop/s-days'),
      seconds: PlanSeconds,
    },
    'the cost of all cells together',
  ),
  warnings: list(PlanWarning, 'what can be planned and may not be what is wanted; each once, with its first cell'),
  power: nullable(Power, 'what the first cell can show; null for a single arm'),
  factors: object(
    { bases: integer('bases that are compared'), datasets: integer('dialogue datasets that are compared') },
    'factors over which the arms’ difference may be generalised; one level allows no claim beyond it',
  ),
  trend: nullable(
    object(
      {
        ...DeclaredTrend.properties,
        levels: list(Type.String(), 'values of the axis, rising'),
        replicates: integer('replicates, over all repetitions'),
        needed: integer('replicates that a p-value needs at this alpha'),
        enough: boolean('whether there are as many'),
      },
      'the trend that the study declares',
    ),
    'null where it declares none',
  ),
});
/** The type that the schema `StudyDryRun` describes. */
export type StudyDryRun = ReadonlyStatic<typeof StudyDryRun>;
/** Answer of POST /studies with status 200: a dry run, or the study that exists already. */
export const StudyKnown = Type.Union([StudyDryRun, StudySummary], {
  description: 'with dryRun the plan; else the study that exists already',
});

const nullIfWaiting = 'null before the cell has a verdict';
/** One cell of the results. */
export const StudyResultRow = component('StudyResultRow', 'a cell with its settings and its verdict', {
  object: literal('cell', 'a cell'),
  ...cell,
  base: nullable(Type.String(), 'base; null where the grid does not vary it'),
  dataset: nullable(Type.String(), 'dialogue; null where the grid does not vary it'),
  method: nullable(Type.String(), 'method; null where the grid does not vary it'),
  examples: nullable(Type.Integer(), 'examples of the dose; null where the grid does not vary them'),
  steps: nullable(Type.Integer(), 'steps of the dose; null where the grid does not vary them'),
  band: nullable(Type.Number(), 'band of the filter; null where the grid does not vary it'),
  share: nullable(Type.Number(), 'positive share of the mixture, 0 to 1; null where the grid does not vary it'),
  temperature: nullable(Type.Number(), 'temperature at the board; null where the grid does not vary it'),
  tournament: text('id of its tournament'),
  planHash: hash('hash of its sealed plan'),
  state: cellState,
  verdict: nullable(Type.String(), `state of its verdict; ${nullIfWaiting}`),
  first: nullable(Type.String(), `first arm of the contrast; ${nullIfWaiting}`),
  second: nullable(Type.String(), `second arm of the contrast; ${nullIfWaiting}`),
  scale: nullable(
    Type.Enum(['elo', 'score', 'expected points'], { type: 'string' }),
    `unit of the contrast; ${nullIfWaiting}`,
  ),
  mean: nullable(Type.Number(), `first arm minus second, on that scale; ${nullIfWaiting}`),
  low: nullable(Type.Number(), `lower end of the interval; null without one`),
  high: nullable(Type.Number(), `upper end of the interval; null without one`),
  p: nullable(Type.Number(), `two-sided p; null without one`),
  adjusted: nullable(Type.Number(), 'p after Holm’s adjustment over the cells; null without a p'),
  replicates: nullable(Type.Integer(), `replicates in use; ${nullIfWaiting}`),
  differences: list(Type.Number(), 'first arm minus second by replicate, on that scale'),
  line: nullable(Type.String(), `the verdict in one plain sentence; ${nullIfWaiting}`),
});
/** The type that the schema `StudyResultRow` describes. */
export type StudyResultRow = ReadonlyStatic<typeof StudyResultRow>;

/** The declared trend of a study. */
export const Trend = component('Trend', 'how the arms’ difference changes along one axis of the grid', {
  axis: text('the axis'),
  alpha: number('two-sided significance level'),
  state: enumOf(['too early', 'too few replicates', 'rising', 'falling', 'no trend shown'], 'what may be said'),
  scale: enumOf(['elo', 'score'], 'unit: Elo, or share of points where some child of some cell has no rating'),
  levels: list(
    component('TrendLevel', 'the arms’ difference at one level of the axis', {
      level: text('the value of the axis'),
      mean: nullable(Type.Number(), 'mean over replicates; null without one'),
      low: nullable(Type.Number(), 'lower end of the interval; null before the last cell has ended'),
      high: nullable(Type.Number(), 'upper end of the interval; null before the last cell has ended'),
      replicates: integer('replicates in use'),
    }),
    'one for every value of the axis, rising',
  ),
  slope: nullable(
    Type.Number(),
    'change of the difference from one level to the next, mean over replicates; null without one',
  ),
  low: nullable(Type.Number(), 'lower end of the slope’s interval; null before the last cell has ended'),
  high: nullable(Type.Number(), 'upper end of the slope’s interval; null before the last cell has ended'),
  p: nullable(Type.Number(), 'two-sided p; null before the last cell has ended and with too few replicates'),
  replicates: integer('replicates in use, over all repetitions'),
  needed: integer('replicates that alpha needs'),
  line: text('all of this in one plain sentence'),
});
/** The type that the schema `Trend` describes. */
export type Trend = ReadonlyStatic<typeof Trend>;

/** Answer of GET /studies/{id}/results as JSON. */
export const StudyResults = component('StudyResults', 'a row for every cell, and the declared trend', {
  study: text('id of the study'),
  state: enumOf([...TOURNAMENT_STATES], 'state of the study'),
  version: integer('version of the study'),
  invalid: list(Type.Integer(), 'cells whose verdict is `invalid`; a trend over them is not worth much'),
  trend: nullable(Trend, 'null where the study declares none'),
  generality: nullable(Generality, 'how far the arms’ difference reaches; null for a single arm'),
  data: list(StudyResultRow, 'a row for every cell, in order'),
});
/** The type that the schema `StudyResults` describes. */
export type StudyResults = ReadonlyStatic<typeof StudyResults>;

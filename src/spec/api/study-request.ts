/** The body of POST /studies, the spec that is made of it, and the settings of its cells. */
import Type, { type Static } from 'typebox';
import { METHODS, ORDERED_AXES } from '../../vocabulary/index.js';
import { Arm, Decoding, type DeepReadonly, describedAs, Name, Seed, strict } from '../index.js';
import { DoseRequest, TournamentRequest } from './tournament-request.js';

const axis = <T extends Parameters<typeof Type.Array>[0]>(item: T, description: string) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 32, uniqueItems: true, description }));

const { name: _name, follows: _follows, replicates: _replicates, ...tournament } = TournamentRequest.properties;

const sourceAxis = (description: string) =>
  axis(Type.String({ pattern: '^([0-9a-f]{64}|[a-z][a-z0-9-]{0,63})$' }), description);

const StudyName = Type.String({ ...Name, maxLength: 60 });
/** The part of the tournaments that all cells share. */
const StudyTournament = Type.Object(tournament, {
  ...strict,
  title: 'StudyTournament',
  description: 'what all cells share: the body of POST /tournaments without name, replicates and `follows`',
});
/** Values of each axis. */
const StudyGrid = Type.Object(
  {
    base: sourceAxis('addresses or names of bases'),
    dataset: sourceAxis('addresses or names of dialogue datasets'),
    method: axis(Type.Enum([...METHODS]), 'for all arms'),
    dose: axis(DoseRequest, 'for all arms, rising'),
    band: axis(Arm.properties.filter.properties.band, 'for all arms, rising'),
    share: axis(Type.Number({ minimum: 0, maximum: 1 }), '`positiveShare` of every arm of tone `mixture`, rising'),
    temperature: axis(Decoding.properties.temperature, 'at the board, rising'),
  },
  {
    ...strict,
    minProperties: 1,
    title: 'StudyGrid',
    description: 'the values of each axis; a cell takes one value of every axis',
  },
);

const PRIOR_SCALE =
  'scale of the half-normal prior on the spread of the arms’ difference between bases and between datasets, Elo';
const priorScale = (description: string) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: `${PRIOR_SCALE}; ${description}` }));

/** Body of POST /studies. */
export const StudyRequest = Type.Object(
  {
    name: StudyName,
    tournament: Type.Optional(StudyTournament),
    bases: sourceAxis('addresses or names of bases, crossed with all else: the axis `base` of the grid'),
    datasets: sourceAxis('addresses or names of dialogue datasets, likewise: the axis `dataset` of the grid'),
    grid: Type.Optional(StudyGrid),
    priorScale: priorScale('20 where it is left out'),
    seeds: Type.Optional(
      Type.Array(Seed, { minItems: 1, maxItems: 64, uniqueItems: true, description: 'the replicates of every cell' }),
    ),
    repetitions: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 32, description: 'of the whole grid, each with seeds of its own' }),
    ),
    concurrency: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 16, description: 'cells under way at the same time' }),
    ),
    trend: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              axis: Type.Enum([...ORDERED_AXES], { description: 'the axis over which the arms’ difference may rise' }),
              alpha: Type.Optional(
                Type.Number({
                  exclusiveMinimum: 0,
                  exclusiveMaximum: 0.5,
                  description: 'two-sided significance level of the trend',
                }),
              ),
            },
            strict,
          ),
          Type.Null(),
        ],
        {
          description:
            'the one trend that is tested; by default over the first ordered axis with three values or more; ' +
            'null: none',
        },
      ),
    ),
  },
  { ...strict, title: 'StudyRequest', description: 'many tournaments from one grid of settings' },
);
/** The type that the schema `StudyRequest` describes. */
export type StudyRequest = Static<typeof StudyRequest>;

/** The trend that a study declares. */
export const DeclaredTrend = Type.Object(
  {
    axis: Type.Enum([...ORDERED_AXES], { description: 'the axis over which the arms’ difference may rise or fall' }),
    alpha: Type.Number({ description: 'two-sided significance level of the trend' }),
  },
  { ...strict, title: 'DeclaredTrend', description: 'the one trend that a study tests' },
);

/** A study with every field of its own decided; what its cells share is filled in cell by cell. */
export const StudySpec = Type.Object(
  {
    name: StudyName,
    tournament: StudyTournament,
    grid: StudyGrid,
    priorScale: priorScale('left out where neither bases nor datasets are varied'),
    seeds: Type.Array(Seed, { description: 'the replicates of every cell' }),
    repetitions: Type.Integer({ minimum: 1, description: 'of the whole grid, each with seeds of its own' }),
    concurrency: Type.Integer({ minimum: 1, description: 'cells under way at the same time' }),
    trend: Type.Union([DeclaredTrend, Type.Null()], { description: 'the one trend that is tested; null: none' }),
  },
  { ...strict, title: 'StudySpec', description: 'a study with every field of its own decided' },
);
/** The type that the schema `StudySpec` describes. */
export type StudySpec = Omit<Static<typeof StudySpec>, 'seeds'> & { readonly seeds: readonly number[] };

/** The values of a cell on the axes of its grid. */
export const CellSettings = Type.Object(
  {
    base: Type.Optional(Type.String({ description: 'address or name of the base' })),
    dataset: Type.Optional(Type.String({ description: 'address or name of the dialogue' })),
    method: Type.Optional(Type.Enum([...METHODS], { description: 'method of all arms' })),
    dose: Type.Optional(describedAs(DoseRequest, 'dose of all arms; what is left out is the shared tournament’s')),
    band: Type.Optional(Type.Number({ description: 'band of the filter of all arms, |compound|' })),
    share: Type.Optional(Type.Number({ description: '`positiveShare` of every arm of tone `mixture`, 0 to 1' })),
    temperature: Type.Optional(Type.Number({ description: 'temperature at the board' })),
  },
  { ...strict, title: 'CellSettings', description: 'the value of a cell on every axis of the grid' },
);
/** The type that the schema `CellSettings` describes. */
export type CellSettings = DeepReadonly<Static<typeof CellSettings>>;

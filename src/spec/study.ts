import Type, { type Static } from 'typebox';
import { METHODS } from '../vocabulary/index.js';
import { Arm, Decoding, Name, Seed, TournamentRequest } from './tournament.js';

const strict = { additionalProperties: false } as const;
const axis = <T extends Parameters<typeof Type.Array>[0]>(item: T, description: string) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 32, uniqueItems: true, description }));

/**
 * The fields of a tournament that a study may vary, in the order in which cells are named and run: the last changes
 * fastest.
 */
export const AXES = ['base', 'method', 'dose', 'band', 'share', 'temperature'] as const;
export type Axis = (typeof AXES)[number];
/** Those whose values have an order, so that a trend means something. */
export const ORDERED_AXES = ['dose', 'band', 'share', 'temperature'] as const;
export type OrderedAxis = (typeof ORDERED_AXES)[number];

const { name: _name, follows: _follows, replicates: _replicates, ...tournament } = TournamentRequest.properties;

export const StudyRequest = Type.Object(
  {
    name: Type.String({ ...Name, maxLength: 60 }),
    tournament: Type.Optional(
      Type.Object(tournament, {
        ...strict,
        description: 'what all cells share: the body of POST /tournaments without a name',
      }),
    ),
    grid: Type.Object(
      {
        base: axis(Type.String({ pattern: '^([0-9a-f]{64}|[a-z][a-z0-9-]{0,63})$' }), 'addresses or names of bases'),
        method: axis(Type.Enum([...METHODS]), 'for all arms'),
        dose: axis(Type.Partial(Arm.properties.dose, strict), 'for all arms, rising'),
        band: axis(Arm.properties.filter.properties.band, 'for all arms, rising'),
        share: axis(Type.Number({ minimum: 0, maximum: 1 }), '`positiveShare` of every arm of tone `mixture`, rising'),
        temperature: axis(Decoding.properties.temperature, 'at the board, rising'),
      },
      { ...strict, minProperties: 1 },
    ),
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
              axis: Type.Enum([...ORDERED_AXES]),
              alpha: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 0.5 })),
            },
            strict,
          ),
          Type.Null(),
        ],
        {
          description: 'the one trend that is tested; by default over the first ordered axis with three values or more',
        },
      ),
    ),
  },
  strict,
);
export type StudyRequest = Static<typeof StudyRequest>;

/** A study with every field of its own decided; what its cells share is filled in cell by cell. */
export interface StudySpec {
  readonly name: string;
  readonly tournament: NonNullable<StudyRequest['tournament']>;
  readonly grid: StudyRequest['grid'];
  readonly seeds: readonly number[];
  readonly repetitions: number;
  readonly concurrency: number;
  readonly trend: { readonly axis: OrderedAxis; readonly alpha: number } | null;
}

/** The values of a cell on the axes of its grid. */
export type CellSettings = { readonly [A in Axis]?: NonNullable<StudyRequest['grid'][A]>[number] };

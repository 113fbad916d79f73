/** Ratings of all contestants from the games alone. */
import Type from 'typebox';
import type { ContestantKey } from '../../vocabulary/index.js';
import {
  boolean,
  branded,
  component,
  enumOf,
  integer,
  list,
  mapOf,
  nullable,
  number,
  object,
  pairOf,
  type ReadonlyStatic,
  text,
  timestamp,
} from '../index.js';

const row = {
  rank: pairOf(
    Type.Integer(),
    'best and worst place that the simultaneous 95 % intervals of all differences leave open',
  ),
  contestant: text('name of the contestant'),
  arm: nullable(Type.String(), 'id of its arm; null for all but children'),
  replicate: nullable(Type.Integer(), 'number of its replicate, from 1; null for all but children'),
  checkpoint: nullable(Type.String(), 'address of its network; null for anchors and for children not yet trained'),
  elo: nullable(Type.Number(), 'Elo above the zero of the standings; null where the games do not determine it'),
  error: nullable(
    Type.Number(),
    'half-width of the 95 % interval of `elo`, Elo; 0 for the contestant that is the zero; null where `elo` is',
  ),
  bound: nullable(
    object(
      {
        side: enumOf(['above', 'below'], 'whether it is at least or at most as strong as `elo`'),
        elo: number('one-sided 95 % bound, Elo'),
      },
      'for one that took every point or none',
    ),
    'bound of one that took every point or none; null for all others',
  ),
  score: nullable(Type.Number(), 'share of points, 0 to 1; null before the first game'),
  wins: integer('games won'),
  draws: integer('games drawn'),
  losses: integer('games lost'),
  games: integer('games played'),
  group: nullable(Type.Integer(), 'Elo compares only within a group; 0 is the main one; null for a contestant in none'),
};
/** One contestant of the standings. */
export const StandingsRow = component('StandingsRow', 'one contestant, from the strongest to the weakest', row);
/** The type that the schema `StandingsRow` describes. */
export type StandingsRow = ReadonlyStatic<typeof StandingsRow>;

const table = {
  zero: text('what Elo 0 stands for: `untouched`, another contestant’s name, or `mean`'),
  whiteAdvantage: nullable(Type.Number(), 'Elo; null where the games do not determine it'),
  drawRate: nullable(
    Type.Number(),
    'share of draws between equals by the model, 0 to 1; null where the games do not determine it',
  ),
  notes: list(Type.String(), 'what a reader must know beside the numbers; empty when all is as planned'),
};

/** The standings of a report: the same with the contestants' keys. */
export const ReportStandings = component('ReportStandings', 'ratings of all contestants, with their keys', {
  rows: list(
    component('ReportStandingsRow', 'one contestant, from the strongest to the weakest', {
      ...row,
      key: branded<ContestantKey>('key of the contestant in the plan'),
    }),
    'a row for every contestant',
  ),
  ...table,
});
/** The type that the schema `ReportStandings` describes. */
export type ReportStandings = ReadonlyStatic<typeof ReportStandings>;

const faults = {
  lost: mapOf(Type.Integer(), 'games that it lost by an illegal move, a crash or silence, by cause; they count'),
  replayed: mapOf(
    Type.Integer(),
    'attempts at its games that the machine lost, by cause; the same games were played again',
  ),
};
/** Faults by contestant and by arm. */
export const Faults = component('Faults', 'what games were lost by, and what had to be played again', {
  contestants: list(
    component('ContestantFaults', 'faults of one contestant', {
      contestant: text('name of the contestant'),
      arm: nullable(Type.String(), 'id of its arm; null for all but children'),
      ...faults,
    }),
    'only contestants with a fault, in the plan’s order',
  ),
  arms: list(
    component('ArmFaultCounts', 'faults of the children of one arm', { arm: text('id of the arm'), ...faults }),
    'only arms with a fault',
  ),
});
/** The type that the schema `Faults` describes. */
export type Faults = ReadonlyStatic<typeof Faults>;

/** Where the standings stand on the scale of the engines in them. */
export const ExternalScale = component(
  'ExternalScale',
  'where the standings stand on the scale of the engines in them',
  {
    shift: number('Elo on the outside scale = elo of a row + shift'),
    error: number(
      'half-width of the 95 % interval, Elo, from the games alone: not how right the engines’ own figures are',
    ),
    anchors: list(
      component('ScaleAnchor', 'an engine with a figure of its own', {
        contestant: text('name of the contestant'),
        elo: number('what its configuration says, Elo on the outside scale'),
        here: number('what it reached here, Elo of the standings'),
        error: number('half-width of the 95 % interval of `here`, Elo'),
      }),
      'the engines that the shift rests on',
    ),
    label: text('whose scale it is, in words'),
  },
);
/** The type that the schema `ExternalScale` describes. */
export type ExternalScale = ReadonlyStatic<typeof ExternalScale>;

/** Answer of GET /tournaments/{id}/standings and GET /matches/{id}/standings. */
export const Standings = component('Standings', 'ratings of all contestants from the games alone', {
  rows: list(StandingsRow, 'a row for every contestant'),
  ...table,
  external: nullable(ExternalScale, 'null where no engine with a figure of its own has a rating'),
  faults: Faults,
  asOf: timestamp('when the last thing happened that the version counts'),
  complete: boolean('whether the tournament is finished'),
  version: integer('version of the tournament that they were computed at'),
});
/** The type that the schema `Standings` describes. */
export type Standings = ReadonlyStatic<typeof Standings>;

/** Matches of given contestants: the request, and what a match of two shows. */
import Type, { type Static } from 'typebox';
import {
  AnchorSide,
  AtTheEnd,
  boolean,
  branded,
  component,
  describedAs,
  enumOf,
  integer,
  list,
  MAX_CONTESTANTS,
  MatchSchedule,
  MatchSpec,
  Name,
  nullable,
  number,
  PairsTest,
  pairOf,
  type ReadonlyStatic,
  Seed,
  strict,
  TournamentSpec,
  text,
  timestamp,
} from '../index.js';
import { DecodingRequest, OpeningsRequest, Source } from './tournament-request.js';

/** The stop rule of a match, all of its fields optional. */
export const MatchStopRequest = Type.Union(
  [
    Type.Literal('schedule'),
    AtTheEnd,
    Type.Object(
      {
        kind: PairsTest.properties.kind,
        elo0: Type.Optional(PairsTest.properties.elo0),
        elo1: Type.Optional(PairsTest.properties.elo1),
        alpha: Type.Optional(PairsTest.properties.alpha),
        beta: Type.Optional(PairsTest.properties.beta),
        bounds: Type.Optional(PairsTest.properties.bounds),
      },
      { ...strict, title: 'PairsTestRequest', description: 'a sequential test; what is left out has its default' },
    ),
  ],
  { title: 'MatchStopRequest', description: 'when a match of two contestants ends; `schedule` by default' },
);
/** The type that the schema `MatchStopRequest` describes. */
export type MatchStopRequest = Static<typeof MatchStopRequest>;

/** Body of POST /matches: two or more given contestants, no arms. */
export const MatchRequest = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object(
          { model: describedAs(Source, 'a checkpoint, by address or name'), decoding: Type.Optional(DecodingRequest) },
          { ...strict, title: 'ModelSideRequest', description: 'a checkpoint as a contestant' },
        ),
        AnchorSide,
      ]),
      {
        minItems: 2,
        maxItems: MAX_CONTESTANTS,
        description: 'the stronger ones first, as far as known: a Swiss pairs its first round by this order',
      },
    ),
    schedule: Type.Optional(
      Type.Object(
        { kind: Type.Optional(MatchSchedule.properties.kind), rounds: Type.Optional(MatchSchedule.properties.rounds) },
        {
          ...strict,
          title: 'MatchScheduleRequest',
          description: 'who meets whom; one round of a round-robin where it is left out',
        },
      ),
    ),
    openings: Type.Optional(OpeningsRequest),
    pairs: Type.Optional(MatchSpec.properties.pairs),
    maxPlies: Type.Optional(TournamentSpec.properties.maxPlies),
    stop: Type.Optional(MatchStopRequest),
    seed: Type.Optional(describedAs(Seed, 'seed of the order of openings')),
  },
  { ...strict, title: 'MatchRequest', description: 'two or more fixed contestants, no arms' },
);
/** The type that the schema `MatchRequest` describes. */
export type MatchRequest = Static<typeof MatchRequest>;

const eloEnds = {
  elo: nullable(Type.Number(), 'Elo above the opponent; null where the games do not determine it'),
  eloLow: nullable(Type.Number(), 'lower end of the 95 % interval, Elo; null where it is open'),
  eloHigh: nullable(Type.Number(), 'upper end of the 95 % interval, Elo; null where it is open'),
};

/** The sequential test of a match. */
const PairsTestResult = component('PairsTestResult', 'a generalised sequential probability ratio test over pairs', {
  ...PairsTest.properties,
  llr: nullable(
    Type.Number(),
    'log-likelihood ratio of elo1 against elo0 where the test stands; null before the first pair',
  ),
  lower: number('at or below this ratio elo0 is accepted'),
  upper: number('at or above this ratio elo1 is accepted'),
  state: enumOf(
    ['continue', 'accepted', 'rejected'],
    '`accepted`: the first contestant is stronger by elo1 rather than elo0; `rejected`: the other way round',
  ),
  decidedAt: nullable(
    Type.Integer(),
    'pair, from 1, after which a bound was first crossed; later pairs do not enter; null while it goes on',
  ),
  estimate: nullable(
    component('StoppedEstimate', 'the difference, corrected for the stop; logistic Elo', {
      ...eloEnds,
      los: number('probability that the first contestant is the stronger one, 0 to 1'),
    }),
    'median-unbiased; null while it goes on',
  ),
});

/** What a match may have shown: `accepted` and `rejected` are of its sequential test. */
export type MatchState = 'too early' | 'inconclusive' | 'accepted' | 'rejected' | `${string} stronger`;

/** Answer of GET /matches/{id}/verdict. */
export const MatchVerdict = component('MatchVerdict', 'what the pairs of a match of two show', {
  state: branded<MatchState>(
    '`too early`, `inconclusive`, `accepted`, `rejected`, or `CONTESTANT stronger` with its name',
  ),
  contestants: pairOf(Type.String(), 'names of the two; differences are the first minus the second'),
  pairs: list(Type.Integer(), 'pairs by the first contestant’s points: 0, ½, 1, 1½, 2; five numbers'),
  planned: integer('pairs of the plan'),
  result: nullable(
    component('MatchElo', 'the first contestant’s strength against the second', {
      score: nullable(Type.Number(), 'share of points, 0 to 1; null before the first pair is over'),
      scoreLow: number('lower end of its 95 % interval'),
      scoreHigh: number('upper end of its 95 % interval'),
      ...eloEnds,
    }),
    'holds for a match played to its planned end; null before that, and under a sequential test',
  ),
  watch: component('PairSequence', 'an interval that holds at 95 % however often one looks', {
    pairs: integer('pairs that are over'),
    low: number('lower end for the expected share of points, 0 to 1'),
    high: number('upper end for the expected share of points, 0 to 1'),
    eloLow: nullable(Type.Number(), 'lower end in Elo; null where `low` is 0'),
    eloHigh: nullable(Type.Number(), 'upper end in Elo; null where `high` is 1'),
  }),
  test: nullable(PairsTestResult, 'null for a match without a sequential test'),
  complete: boolean('whether nothing more is to come'),
  line: text('all of this in one plain sentence'),
  asOf: timestamp('when the last thing happened that the version counts'),
  version: integer('version of the match that it was computed at'),
});
/** The type that the schema `MatchVerdict` describes. */
export type MatchVerdict = ReadonlyStatic<typeof MatchVerdict>;

/** What a match of two given contestants shows. */
import Type from 'typebox';
import {
  branded,
  component,
  flag,
  list,
  maybe,
  num,
  oneOf,
  PairsTest,
  type ReadonlyStatic,
  text,
  time,
  two,
  whole,
} from '../index.js';

const eloEnds = {
  elo: maybe(Type.Number(), 'Elo above the opponent; null where the games do not determine it'),
  eloLow: maybe(Type.Number(), 'lower end of the 95 % interval, Elo; null where it is open'),
  eloHigh: maybe(Type.Number(), 'upper end of the 95 % interval, Elo; null where it is open'),
};

/** The sequential test of a match. */
const PairsTestResult = component(
  'PairsTestResult',
  'a generalised sequential probability ratio test over pairs',
  {
    ...PairsTest.properties,
    llr: maybe(
      Type.Number(),
      'log-likelihood ratio of elo1 against elo0 where the test stands; null before the first pair',
    ),
    lower: num('at or below this ratio elo0 is accepted'),
    upper: num('at or above this ratio elo1 is accepted'),
    state: oneOf(
      ['continue', 'accepted', 'rejected'],
      '`accepted`: the first contestant is stronger by elo1 rather than elo0; `rejected`: the other way round',
    ),
    decidedAt: maybe(
      Type.Integer(),
      'pair, from 1, after which a bound was first crossed; later pairs do not enter; null while it goes on',
    ),
    estimate: maybe(
      component('StoppedEstimate', 'the difference, corrected for the stop; logistic Elo', {
        ...eloEnds,
        los: num('probability that the first contestant is the stronger one, 0 to 1'),
      }),
      'median-unbiased; null while it goes on',
    ),
  },
);

/** What a match may have shown: `accepted` and `rejected` are of its sequential test. */
export type MatchState = 'too early' | 'inconclusive' | 'accepted' | 'rejected' | `${string} stronger`;

/** Answer of GET /matches/{id}/verdict. */
export const MatchVerdict = component('MatchVerdict', 'what the pairs of a match of two show', {
  state: branded<MatchState>(
    '`too early`, `inconclusive`, `accepted`, `rejected`, or `CONTESTANT stronger` with its name',
  ),
  contestants: two(Type.String(), 'names of the two; differences are the first minus the second'),
  pairs: list(Type.Integer(), 'pairs by the first contestant’s points: 0, ½, 1, 1½, 2; five numbers'),
  planned: whole('pairs of the plan'),
  result: maybe(
    component('MatchElo', 'the first contestant’s strength against the second', {
      score: maybe(Type.Number(), 'share of points, 0 to 1; null before the first pair is over'),
      scoreLow: num('lower end of its 95 % interval'),
      scoreHigh: num('upper end of its 95 % interval'),
      ...eloEnds,
    }),
    'holds for a match played to its planned end; null before that, and under a sequential test',
  ),
  watch: component('PairSequence', 'an interval that holds at 95 % however often one looks', {
    pairs: whole('pairs that are over'),
    low: num('lower end for the expected share of points, 0 to 1'),
    high: num('upper end for the expected share of points, 0 to 1'),
    eloLow: maybe(Type.Number(), 'lower end in Elo; null where `low` is 0'),
    eloHigh: maybe(Type.Number(), 'upper end in Elo; null where `high` is 1'),
  }),
  test: maybe(PairsTestResult, 'null for a match without a sequential test'),
  complete: flag('whether nothing more is to come'),
  line: text('all of this in one plain sentence'),
  asOf: time('when the last thing happened that the version counts'),
  version: whole('version of the match that it was computed at'),
});
/** A match's verdict, typed. */
export type MatchVerdict = ReadonlyStatic<typeof MatchVerdict>;

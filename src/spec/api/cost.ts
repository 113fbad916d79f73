/** What a plan costs, and what it can show. */
import Type from 'typebox';
import { component, flag, list, maybe, num, object, type ReadonlyStatic, whole } from '../index.js';

/** Time of the two kinds of work. */
export const WorkSeconds = component(
  'WorkSeconds',
  'work of one fine-tune worker and of one match worker, side by side',
  {
    fineTunes: num('seconds of one fine-tune worker'),
    games: num('seconds of one match worker'),
  },
);
/** Seconds, typed. */
export type WorkSeconds = ReadonlyStatic<typeof WorkSeconds>;

/** The cost of a plan. */
export const Cost = component('Cost', 'the cost of a plan if no fine-tune can be reused', {
  games: whole('games'),
  pairs: num('pairs of games'),
  contestants: whole('contestants, anchors included'),
  fineTunes: whole('children to train'),
  trainingSteps: whole('steps of the optimiser, all children together'),
  trainingTokens: whole('tokens gone over in training; an upper bound, every example at its longest'),
  flop: object(
    {
      fineTunes: num('of training, FLOP; a backward pass counts as two forward passes'),
      games: num('of the networks’ moves, FLOP'),
      total: num('sum of both, FLOP'),
    },
    'floating-point operations; a multiply and an add count as two',
  ),
  seconds: WorkSeconds,
});
/** A cost, typed. */
export type Cost = ReadonlyStatic<typeof Cost>;

/** A difference that is found with 80 % power at an assumed spread between seeds. */
const DetectableDifference = component('DetectableDifference', 'a difference that is found with 80 % power', {
  seedDeviation: num('assumed between-seed standard deviation of the arms’ difference, Elo'),
  elo: maybe(Type.Number(), 'smallest true difference that is found, Elo; null with too few replicates'),
});
/** A design that shows a wanted difference. */
const WantedDesign = component('WantedDesign', 'the cheapest design that shows a wanted difference', {
  seedDeviation: num('assumed between-seed standard deviation of the arms’ difference, Elo'),
  design: maybe(
    object(
      {
        replicates: whole('replicates'),
        pairs: whole('pairs of games for each pairing'),
        fineTunes: whole('children to train'),
        games: whole('games to play'),
        seconds: WorkSeconds,
      },
      'a design with the arms and anchors of the request',
    ),
    'the design; null where none within the limits of a plan shows the difference',
  ),
});
/** What a plan can show. */
export const Power = component('Power', 'what a plan can show before anything is played', {
  replicates: whole('replicates of the plan'),
  smallestP: num('smallest two-sided p that exact sign flips can give: 2 / 2^replicates'),
  needed: whole('replicates below which no p-value is given at this alpha'),
  enough: flag('whether the plan has as many'),
  detectable: list(
    DetectableDifference,
    'if games were without end: spread between seeds is bought back with replicates only',
  ),
  visible: list(DetectableDifference, 'with the pairs of this plan, by sign flips'),
  wanted: maybe(
    object(
      {
        gap: num('the wanted difference, Elo'),
        designs: list(WantedDesign, 'one design for each assumed spread'),
      },
      'the cheapest designs that show a wanted difference',
    ),
    'answers the parameter `gap`; null where it was not given',
  ),
});
/** Power, typed. */
export type Power = ReadonlyStatic<typeof Power>;

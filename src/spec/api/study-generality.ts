/** How far the arms' difference of a study reaches: over bases and dialogue datasets, as crossed random factors. */
import Type from 'typebox';
import { component, enumOf, integer, list, nullable, number, object, type ReadonlyStatic, text } from '../index.js';

const OF_SCALE = 'on the scale of the summary';
const interval = (what: string) => ({
  low: nullable(Type.Number(), `lower end of ${what}; null where it cannot be estimated`),
  high: nullable(Type.Number(), `upper end of ${what}; null where it cannot be estimated`),
});

/** One base with one dataset. */
const Combination = component('StudyCombination', 'one base with one dataset', {
  base: text('the base: its name in the request, or the beginning of its address'),
  dataset: text('the dataset, likewise'),
  cells: list(Type.Integer(), 'cells of the grid that enter its mean'),
  mean: nullable(Type.Number(), `mean of the replicates’ differences, ${OF_SCALE}; null without a replicate`),
  standardError: nullable(
    Type.Number(),
    'of the mean, from the spread of the replicates’ differences; null for fewer than two',
  ),
  replicates: integer('replicates in use, over all repetitions; each has every other setting of the grid'),
});

/** A mean over levels of one factor, or over combinations. */
const MeanOverLevels = component(
  'MeanOverLevels',
  'the arms’ difference for bases or datasets like those of the study',
  {
    method: enumOf(
      ['crossed effects', 'random effects', 'mean of levels'],
      '`crossed effects`: REML of a complete table of bases and datasets; `random effects`: REML with known ' +
        'variances and the interval of Knapp and Hartung; `mean of levels`: Student’s t where a variance is unknown',
    ),
    mean: number(`the mean, ${OF_SCALE}`),
    standardError: number('of the mean, as an estimate for further levels'),
    df: number('degrees of freedom of the interval'),
    low: number('lower end of the interval'),
    high: number('upper end of the interval'),
  },
);

/** What is believed after the data, under the declared prior. */
const Posterior = component('StudyPosterior', 'what is believed after the data, under the declared prior', {
  mean: number(`posterior mean of the arms’ difference, ${OF_SCALE}`),
  low: number('lower end of the central 95 % interval'),
  high: number('upper end of the central 95 % interval'),
  positive: number('probability that the difference is above 0'),
  spreads: object(
    {
      base: nullable(Type.Number(), 'between bases; null where they are not varied'),
      dataset: nullable(Type.Number(), 'between datasets; null where they are not varied'),
      residual: nullable(
        Type.Number(),
        'between combinations beyond both; null unless both are varied and have two levels',
      ),
    },
    'posterior medians of the standard deviations of the true differences',
  ),
});

/** One factor. */
const Factor = component('StudyFactor', 'what may be said of one factor', {
  factor: enumOf(['base', 'dataset'], 'the factor'),
  planned: integer('levels of the plan'),
  levels: list(
    component(
      'FactorLevel',
      'the arms’ difference at one level, over those levels of the other factor that all share',
      {
        level: text('the base or dataset'),
        mean: number(`mean, ${OF_SCALE}`),
        standardError: nullable(Type.Number(), 'from the spread of the replicates’ differences; null without one'),
        ...interval('its interval, which holds for all levels together (Bonferroni)'),
      },
    ),
    'levels with a result',
  ),
  shared: integer('levels of the other factor that all of these have, over which each level is a mean'),
  estimate: nullable(MeanOverLevels, 'null for fewer than two comparable levels, and before the last cell has ended'),
  spread: nullable(
    Type.Number(),
    'standard deviation of the true difference between levels, by REML; null where it cannot be estimated',
  ),
  posterior: nullable(Posterior, 'null where `spread` is'),
  state: enumOf(
    ['too early', 'one level', 'generalises', 'opposite', 'single levels', 'cannot be told'],
    '`one level`: nothing is known of others; `generalises`: the mean for levels like these is not 0; `opposite`: ' +
      'levels differ in sign; `single levels`: shown at some levels alone',
  ),
  line: text('the same in words'),
});

/** How far the arms' difference reaches. */
export const Generality = component('Generality', 'how far the arms’ difference reaches: over bases and datasets', {
  first: nullable(Type.String(), 'first arm of the contrast; null before the first verdict'),
  second: nullable(Type.String(), 'second arm; differences are the first minus the second'),
  scale: enumOf(['elo', 'score'], 'unit: Elo, or share of points where some child of some cell has no rating'),
  confidence: number('of every interval but the posterior’s'),
  priorScale: number(`scale of the half-normal prior on the spreads, ${OF_SCALE}`),
  settings: integer('settings of the other axes of the grid, over which every combination is a mean'),
  combinations: list(Combination, 'every base with every dataset'),
  leftOut: list(
    object({ cell: integer('the cell'), name: text('its name'), reason: text('why it does not enter') }, 'one cell'),
    'cells that do not enter',
  ),
  estimate: nullable(
    MeanOverLevels,
    'over all factors with two levels or more; null without one, and before the last cell has ended',
  ),
  variances: object(
    {
      base: nullable(Type.Number(), 'between bases'),
      dataset: nullable(Type.Number(), 'between datasets'),
      residual: nullable(Type.Number(), 'of a combination beyond both, the error of its replicates included'),
      sampling: nullable(Type.Number(), 'mean squared standard error of the combinations, from their replicates'),
    },
    'variance components by REML, squared units of the scale; null where they cannot be estimated',
  ),
  posterior: nullable(Posterior, 'null where `estimate` is, and where a combination has no standard error'),
  factors: list(Factor, 'base, then dataset'),
  replication: object(
    {
      bases: integer('bases of the plan'),
      datasets: integer('datasets of the plan'),
      seeds: object(
        { fewest: integer('of any combination'), most: integer('of any combination') },
        'replicates in use: fine-tuning seeds',
      ),
      pools: list(
        component('StudyPool', 'the different examples that an arm could learn from', {
          dataset: text('the dataset'),
          arm: text('id of the arm'),
          available: integer('different examples of its tone by the profile; matching and filters leave fewer'),
          used: integer('examples that one child learns from'),
        }),
        'by dataset and arm; empty where no profile tells',
      ),
      lines: list(Type.String(), 'what was replicated and what was not'),
    },
    'what was replicated and what was not',
  ),
  claims: list(Type.String(), 'what may be claimed, in plain sentences'),
});
/** The type that the schema `Generality` describes. */
export type Generality = ReadonlyStatic<typeof Generality>;

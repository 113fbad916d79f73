import type { ClassifierProfile, ClassScore, Pool, SetCalibration } from '../../dialogue/tone/index.js';
import { type Share, shareOf } from '../../rating/numerics/index.js';
import { table } from '../shell/index.js';

const decimal = (value: number, digits = 3): string => value.toFixed(digits).replace(/^(-?)0\./, '$1.');
const range = (low: number, high: number, digits = 3): string => `${decimal(low, digits)} to ${decimal(high, digits)}`;
const whole = (value: number): string => value.toLocaleString('en');

/** The profile of a trained classifier as text. */
export function trainingLines({ address, name, features, training }: ClassifierProfile): string[] {
  const sources = training?.sources ?? [];
  return [
    `classifier ${name}  ${address}`,
    `${whole(features)} features from ` +
      sources.map(({ file, messages }) => `${file} (${whole(messages)} messages)`).join(', '),
    ...(training
      ? [
          `classes: ${Object.entries(training.messages)
            .map(([sentiment, count]) => `${sentiment} ${whole(count)}`)
            .join(', ')}`,
          `macro-F1 on a held-out tenth, by C: ` +
            training.trials.map(({ c, macroF1 }) => `${c} ${decimal(macroF1)}`).join(', ') +
            `; selected C ${training.c}`,
        ]
      : []),
    `use it in an arm: "filter": { "agreement": "${name}" }, or --agreement ${name}`,
  ];
}

type Intervals<T> = T & { readonly precisionOf: Share; readonly recallOf: Share };
/** A calibration with a Wilson interval for every precision and recall. */
export type CalibrationReport = Omit<SetCalibration, 'pools' | 'scorers'> & {
  readonly scorers: readonly (Omit<SetCalibration['scorers'][number], 'result'> & {
    readonly result: Omit<SetCalibration['scorers'][number]['result'], 'classes'> & {
      readonly classes: readonly Intervals<ClassScore>[];
    };
  })[];
  readonly pools: readonly Intervals<Pool>[];
};

/** Adds Wilson's 95 % interval to every precision and recall. */
export function withIntervals(set: SetCalibration): CalibrationReport {
  return {
    ...set,
    scorers: set.scorers.map((one) => ({
      ...one,
      result: {
        ...one.result,
        classes: one.result.classes.map((score) => ({
          ...score,
          precisionOf: shareOf(score.right, score.said),
          recallOf: shareOf(score.right, score.gold),
        })),
      },
    })),
    pools: set.pools.map((pool) => ({
      ...pool,
      precisionOf: shareOf(pool.right, pool.taken),
      recallOf: shareOf(pool.right, pool.gold),
    })),
  };
}

const shareText = ({ share, low, high }: Share): string =>
  share === null ? 'none predicted' : `${decimal(share)} (${range(low, high)})`;

/** A calibration as text: one table by class, one by pool and band. */
export function calibrationLines(set: CalibrationReport): string[] {
  const excluded = Object.entries(set.leftOut).map(([why, count]) => `${why.replaceAll('-', ' ')} ${whole(count)}`);
  const { majority } = set;
  return [
    `${set.file}: ${whole(set.messages)} messages (${set.format})` +
      (excluded.length > 0 ? `; left out: ${excluded.join(', ')}` : ''),
    `always ${majority.sentiment}: accuracy ${decimal(majority.accuracy)}, macro-F1 ${decimal(majority.macroF1)}` +
      (set.trainedOn ? '; THE CLASSIFIER WAS TRAINED ON THIS SET: its numbers are not a test' : ''),
    '',
    ...table(
      [
        { title: 'scorer' },
        { title: 'accuracy', right: true },
        { title: 'macro-F1 (95 %)', right: true },
        { title: 'r with raters', right: true },
        { title: 'class' },
        { title: 'precision (95 %)', right: true },
        { title: 'recall (95 %)', right: true },
        { title: 'F1', right: true },
      ],
      set.scorers.flatMap(({ scorer, result, correlation }) =>
        result.classes.map(({ sentiment, precisionOf, recallOf, f1 }, i) => [
          ...(i === 0
            ? [
                scorer,
                decimal(result.accuracy),
                `${decimal(result.macroF1)} (${range(...result.macroF1Interval)})`,
                correlation === null ? '' : decimal(correlation),
              ]
            : ['', '', '', '']),
          sentiment,
          shareText(precisionOf),
          shareText(recallOf),
          decimal(f1),
        ]),
      ),
    ),
    '',
    ...table(
      [
        { title: 'pool by band' },
        { title: 'band', right: true },
        ...['positive', 'negative'].flatMap((side) => [
          { title: side, right: true },
          { title: 'precision (95 %)', right: true },
          { title: 'recall', right: true },
        ]),
      ],
      poolRows(set.pools),
    ),
  ];
}

/** One row per scorer and band: the positive pool, then the negative one. */
function poolRows(pools: readonly Intervals<Pool>[]): string[][] {
  const cells = ({ taken, precisionOf, recallOf }: Intervals<Pool>): string[] => [
    whole(taken),
    shareText(precisionOf),
    decimal(recallOf.share ?? 0),
  ];
  return pools
    .filter(({ sentiment }) => sentiment === 'positive')
    .sort((a, b) => ORDER.indexOf(a.scorer) - ORDER.indexOf(b.scorer) || a.band - b.band)
    .map((positive) => {
      const negative = pools.find(
        ({ scorer, band, sentiment }) =>
          scorer === positive.scorer && band === positive.band && sentiment === 'negative',
      )!;
      return [positive.scorer, String(positive.band), ...cells(positive), ...cells(negative)];
    });
}

const ORDER: readonly Pool['scorer'][] = ['vader', 'classifier', 'agreement'];

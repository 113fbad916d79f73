/** Steered children and their dose curve as text. */
import type { MeanInterval } from '../../rating/numerics/index.js';
import { type SteerReport, steeringName } from '../../training/mechanism/index.js';
import { table } from '../shell/index.js';
import type { DoseCurve } from './mechanism-curve.js';

const signed = (value: number, digits: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;

/** One row per steered child. */
export function steerLines({ length, boardRowLength, children }: SteerReport): string[] {
  const columns = [
    { title: 'steered' },
    { title: 'checkpoint' },
    { title: "replies' sentiment", right: true },
    { title: 'neutral perplexity', right: true },
    { title: 'board KL, nats', right: true },
    { title: 'legal share, %', right: true },
  ];
  const rows = children.map(({ address, steer, replySentiment: { difference, error }, neutralPerplexity, board }) => [
    steeringName(steer),
    address.slice(0, 12),
    `${signed(difference, 3)} ± ${error.toFixed(3)}`,
    neutralPerplexity === null ? '-' : neutralPerplexity.child.toFixed(1),
    board.kl.toFixed(4),
    (100 * board.legalShare.child).toFixed(1),
  ]);
  const [first] = children;
  return [
    ...table(columns, rows),
    [
      `Dose 1 has length ${length.toFixed(3)}`,
      boardRowLength === null ? '' : `; a board's rows have ${boardRowLength.toFixed(3)} there`,
      '.',
      first?.neutralPerplexity ? ` The base's neutral perplexity is ${first.neutralPerplexity.base.toFixed(1)}` : '',
      first ? `, its legal share ${(100 * first.board.legalShare.base).toFixed(1)} %.` : '',
    ].join(''),
    "replies' sentiment: VADER's compound minus the base's, paired, ± half of a 95 % interval.",
  ];
}

/** One row per steered child, then one per direction. */
export function curveLines({ points, contrasts }: DoseCurve): string[] {
  const columns = [
    { title: 'steered' },
    { title: 'Elo above the base', right: true },
    { title: 'score, %', right: true },
    { title: 'won', right: true },
    { title: 'drawn', right: true },
    { title: 'lost', right: true },
  ];
  const elo = (value: number | null): string => (value === null ? 'open' : signed(value, 0));
  const rows = points.map(({ direction, dose, elo: middle, eloLow, eloHigh, score, wins, draws, losses }) => [
    steeringName({ direction: direction as 'sentiment', dose }),
    `${elo(middle)} (${elo(eloLow)} to ${elo(eloHigh)})`,
    score === null ? '-' : (100 * score).toFixed(1),
    ...[wins, draws, losses].map(String),
  ]);
  const part = (interval: MeanInterval | null): string => {
    if (interval === null) return 'no games';
    const { mean, low, high } = interval;
    const estimate = signed(100 * mean, 2);
    if (low === null || high === null) return estimate;
    return `${estimate} (${signed(100 * low, 2)} to ${signed(100 * high, 2)})`;
  };
  return [
    ...table(columns, rows),
    '',
    ...table(
      [
        { title: 'direction' },
        { title: 'slope: % of points per dose', right: true },
        { title: 'harm: % of points off one half', right: true },
        { title: 'openings', right: true },
      ],
      contrasts.map(({ direction, slope, even, openings }) => [direction, part(slope), part(even), String(openings)]),
    ),
    'Intervals are 95 %, over pairs of games (Elo) and over openings (slope, harm). The slope changes sign with the ' +
      'direction, so it could be an effect of tone; harm does not.',
  ];
}

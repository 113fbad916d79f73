/** Tables about the primary contrast: how whole tournaments end, and whether intervals hold the truth. */
import { type Random, randomFromHash, sha256Hex } from '../../src/spec/keys/index.js';
import { type Promised, promiseOf } from './promise.js';
import type { Seeds, World } from './simulate.js';
import { type Tally, tallyOf } from './tally.js';
import { type Design, WholeDesign } from './whole.js';

/** A table with its title. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Told as soon as a row is known. */
export type Note = (what: string) => void;
/** When a tournament ends. */
export type StopKind = 'schedule' | 'group-sequential' | 'sequential';

/** A cell: a design in a world. */
interface Cell {
  readonly design: Design;
  readonly gap: number;
  /** Spread of the children of either arm, or of each, Elo. */
  readonly spread: number | readonly [number, number];
  readonly seeds?: Seeds;
  readonly drawRate?: number;
  readonly white?: number;
}

const USUAL = { drawRate: 0.15, white: 30 };
/** Pairs a block between the compared arms: half of the default, so that powers are neither 0 nor 1. */
export const PAIRS = 24;

/** The generator of one cell. */
export const randomOf = (...parts: readonly unknown[]): Random =>
  randomFromHash(sha256Hex(`calibration ${parts.join(' ')}`));

const percentOf = (share: number | null): string => (share === null ? '-' : (100 * share).toFixed(1));

/** Standard deviation of one arm's children, with those that break. */
const deviationOf = (spread: number, seeds: Seeds): number =>
  seeds === 'one in ten breaks' ? Math.hypot(spread, 300 * Math.sqrt(0.1 * 0.9)) : spread;

function playCell(cell: Cell, count: number): { readonly tally: Tally; readonly promised: Promised } {
  const { design, gap, spread, seeds = 'normal', drawRate = USUAL.drawRate, white = USUAL.white } = cell;
  const [first, second] = typeof spread === 'number' ? [spread, spread] : spread;
  const world: World = {
    arms: { positive: { mean: gap / 2, spread: first }, negative: { mean: -gap / 2, spread: second } },
    seeds,
    drawRate,
    white,
  };
  const whole = new WholeDesign(design);
  const ofDifference = Math.hypot(deviationOf(first, seeds), deviationOf(second, seeds));
  const truth = { gap, spread: ofDifference, seeds: first === second ? deviationOf(first, seeds) : null };
  const random = randomOf(JSON.stringify(cell));
  return {
    tally: tallyOf(whole, world, truth, count, random),
    promised: promiseOf(whole.spec, { gap, spread: ofDifference, lost: design.lost ?? 0, draws: drawRate }),
  };
}

const ENDS = ['positive stronger', 'negative stronger', 'equivalent', 'inconclusive'] as const;
const ends = (tally: Tally): string[] => [...ENDS.map((state) => tally.state(state)), tally.otherThan(...ENDS)];

/** Gaps, spreads and replicates under the default design. */
export function mainTables(count: number, note: Note, sizes: readonly number[]): Table[] {
  const rows: (string | number)[][] = [];
  const spreads: (string | number)[][] = [];
  for (const replicates of sizes)
    for (const spread of [0, 20, 60])
      for (const gap of replicates === 8 ? [0, 20, 40, 60, 100] : [0, 60]) {
        const design = { replicates, pairs: PAIRS, analysis: { margin: 40 } };
        const { tally, promised } = playCell({ design, gap, spread }, count);
        const promisedPower = percentOf(promised.power);
        const covers = [tally.covered, tally.randomEffectsCovered].map(String);
        rows.push([replicates, spread, gap, ...ends(tally), promisedPower, ...covers, `${tally.mean}`, tally.naive]);
        spreads.push([
          replicates,
          spread,
          gap,
          `${tally.spreadCovered}`,
          tally.claimedWithin,
          gap === 0 ? percentOf(promised.equivalence) : '-',
        ]);
        note([...rows.at(-1)!, ...spreads.at(-1)!].join(' | '));
      }
  const key = ['replicates', 'spread', 'gap'];
  return [
    {
      title: `Whole tournaments, direct games, ${PAIRS} pairs a block, margin 40 Elo`,
      head: [
        ...key,
        ...ENDS,
        'other',
        'promised power',
        'interval covers',
        'random effects cover',
        'mean, Elo',
        '_pairs as independent_ differ',
      ],
      rows,
    },
    {
      title: 'Intervals of the contrast’s spread, and claims that a difference is within 40 Elo',
      head: [...key, 'spread covered', 'claimed within', 'promised'],
      rows: spreads,
    },
  ];
}

const allowing = (failedReplicates: number): Design['analysis'] => ({ margin: 40, limits: { failedReplicates } });

/** Worlds that are not what the formulas assume; eight replicates unless said. */
export function hardTables(count: number, note: Note): Table[] {
  const usual: Design = { replicates: 8, pairs: PAIRS, analysis: { margin: 40 } };
  const worlds: readonly (readonly [string, Omit<Cell, 'gap'>])[] = [
    ['spreads 20 and 80', { design: usual, spread: [20, 80] }],
    ['exponential seeds, spread 40', { design: usual, spread: 40, seeds: 'exponential' }],
    ['exponential seeds, spreads 20 and 80', { design: usual, spread: [20, 80], seeds: 'exponential' }],
    ['one child in ten loses 300 Elo', { design: usual, spread: 20, seeds: 'one in ten breaks' }],
    ['one of eight replicates lost', { design: { ...usual, lost: 1 }, spread: 20 }],
    [
      'two of nine replicates lost',
      { design: { ...usual, replicates: 9, lost: 2, analysis: allowing(2) }, spread: 20 },
    ],
    ['draws 8 %', { design: usual, spread: 20, drawRate: 0.08 }],
    ['draws 40 %', { design: usual, spread: 20, drawRate: 0.4 }],
    ['White 60 Elo stronger', { design: usual, spread: 20, white: 60 }],
    ['12 pairs a block', { design: { ...usual, pairs: 12 }, spread: 20 }],
    ['48 pairs a block', { design: { ...usual, pairs: 48 }, spread: 20 }],
  ];
  const rows = worlds.flatMap(([name, cell]) =>
    [0, 60].map((gap) => {
      const { tally, promised } = playCell({ ...cell, gap }, count);
      const row = [
        name,
        gap,
        ...ends(tally),
        percentOf(promised.power),
        ...[tally.covered, tally.randomEffectsCovered, tally.spreadCovered, tally.mean].map(String),
        tally.otherScale,
      ];
      note(row.join(' | '));
      return row;
    }),
  );
  const head = ['world', 'gap', ...ENDS, 'other', 'promised power', 'interval covers', 'random effects cover'];
  return [
    {
      title: `Whole tournaments in other worlds, 8 replicates of ${PAIRS} pairs, margin 40 Elo`,
      head: [...head, 'spread covered', 'mean, Elo', 'no Elo'],
      rows,
    },
  ];
}

/** The spread between children of one arm, from the few games that they play among themselves. */
export function seedTables(count: number, note: Note): Table[] {
  const rows = [8, 12].flatMap((replicates) =>
    [0, 20, 60].map((spread) => {
      const { tally } = playCell({ design: { replicates, pairs: 6 }, gap: 0, spread }, count);
      const row = [replicates, spread, `${tally.seedsCovered}`, `${tally.seeds}`];
      note(row.join(' | '));
      return row;
    }),
  );
  const head = ['replicates', 'spread', 'interval covers', 'mean estimate, Elo'];
  return [{ title: 'Spread between seeds, 2 pairs for each child and the one before', head, rows }];
}

/** Stop rules over 12 blocks. */
export function stopTables(count: number, note: Note, kinds: readonly StopKind[]): Table[] {
  const rows = [
    { gap: 0, lost: 0 },
    { gap: 0, lost: 1 },
    { gap: 60, lost: 0 },
  ].flatMap(({ gap, lost }) =>
    kinds.flatMap((kind) => {
      if (lost && kind !== 'group-sequential') return [];
      const design: Design = { replicates: 12, pairs: 12, lost, analysis: { margin: 40, stop: { kind } } };
      const { tally, promised } = playCell({ design, gap, spread: 20 }, count);
      const isStopped = kind !== 'schedule';
      const row = [
        gap,
        lost ? `${kind}, one replicate lost` : kind,
        tally.state('positive stronger'),
        tally.state('negative stronger'),
        percentOf(promised.power),
        `${tally.blocks}`,
        promised.blocks === null ? '-' : promised.blocks.toFixed(1),
        `${tally.mean}`,
        `${isStopped ? tally.corrected : tally.mean}`,
        `${isStopped ? tally.correctedCovered : tally.covered}`,
      ];
      note(row.join(' | '));
      return [row];
    }),
  );
  return [
    {
      title: 'Stop rules, 12 blocks of 12 pairs planned, spread 20',
      head: [
        'gap',
        'stop',
        'positive stronger',
        'negative stronger',
        'promised power',
        'blocks',
        'promised blocks',
        'mean, Elo',
        'corrected mean, Elo',
        'interval covers',
      ],
      rows,
    },
  ];
}

/** Differences at and about the margin. */
export function marginTables(count: number, note: Note): Table[] {
  const cells = [
    { spread: 0, margin: 20, gap: 20 },
    { spread: 0, margin: 40, gap: 20 },
    { spread: 20, margin: 60, gap: 0 },
    { spread: 20, margin: 60, gap: 40 },
    { spread: 20, margin: 60, gap: 60 },
    { spread: 60, margin: 60, gap: 60 },
  ];
  const rows = cells.map(({ spread, margin, gap }) => {
    const design: Design = { replicates: 8, pairs: 48, analysis: { margin } };
    const { tally, promised } = playCell({ design, gap, spread }, count);
    const promisedShare = gap === 0 ? percentOf(promised.equivalence) : '-';
    const claims = [tally.state('equivalent'), tally.withinMargin, tally.claimedWithin];
    const row = [spread, margin, gap, ...claims, promisedShare];
    note(row.join(' | '));
    return row;
  });
  const head = ['spread', 'margin', 'gap', 'equivalent', 'differs, but within', 'either', 'promised'];
  return [{ title: 'Equivalence, 8 replicates of 48 pairs', head, rows }];
}

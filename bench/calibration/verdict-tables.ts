/** Tables about the primary contrast: how whole tournaments end, and whether intervals hold the truth. */
import { type Random, randomFromHash, sha256Hex } from '../../src/spec/index.js';
import type { Promised } from './promise.js';
import { promiseOf } from './promise.js';
import type { Seeds, World } from './simulate.js';
import { type Tally, tallyOf } from './tally.js';
import { type Design, WholeDesign } from './whole.js';

/** A table with its title. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

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

/** The generator of one cell. */
export const randomOf = (...parts: readonly unknown[]): Random =>
  randomFromHash(sha256Hex(`calibration ${parts.join(' ')}`));

const percentOf = (share: number): string => (100 * share).toFixed(1);

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
    promised: promiseOf(whole.spec, { gap, spread: ofDifference, lost: design.lost ?? 0 }),
  };
}

const ENDS = ['positive stronger', 'negative stronger', 'equivalent', 'inconclusive'] as const;
const ends = (tally: Tally): string[] => [...ENDS.map((state) => tally.state(state)), tally.otherThan(...ENDS)];

/** Part a: gaps, spreads and replicates under the default design. */
export function mainTables(count: number, note: (what: string) => void, sizes: readonly number[]): Table[] {
  const rows: (string | number)[][] = [];
  const spreads: (string | number)[][] = [];
  for (const replicates of sizes)
    for (const spread of [0, 20, 60])
      for (const gap of replicates === 8 ? [0, 20, 40, 60, 100] : [0, 40, 60]) {
        const design = { replicates, pairs: 48, analysis: { margin: 40 } };
        const { tally, promised } = playCell({ design, gap, spread }, count);
        note(`${replicates} replicates, spread ${spread}, gap ${gap}`);
        const promisedPower = gap === 0 ? '-' : percentOf(promised.power);
        const covers = [tally.covered, tally.randomEffectsCovered].map(String);
        rows.push([replicates, spread, gap, ...ends(tally), promisedPower, ...covers, `${tally.mean}`, tally.naive]);
        spreads.push([
          replicates,
          spread,
          gap,
          ...[tally.spreadCovered, tally.seedsCovered].map(String),
          tally.claimedWithin,
          gap === 0 ? percentOf(promised.equivalence) : '-',
        ]);
      }
  const key = ['replicates', 'spread', 'gap'];
  return [
    {
      title: 'Whole tournaments, direct games, 48 pairs a block, margin 40 Elo',
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
      title: 'Intervals of spreads, and claims that a difference is within 40 Elo',
      head: [...key, 'spread of the contrast covered', 'spread of seeds covered', 'claimed within', 'promised'],
      rows: spreads,
    },
  ];
}

const allowing = (failedReplicates: number): Design['analysis'] => ({ margin: 40, limits: { failedReplicates } });

/** Part b: worlds that are not what the formulas assume; eight replicates unless said. */
export function hardTables(count: number, note: (what: string) => void): Table[] {
  const usual: Design = { replicates: 8, pairs: 48, analysis: { margin: 40 } };
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
  ];
  const rows = worlds.flatMap(([name, cell]) =>
    [0, 60].map((gap) => {
      const { tally, promised } = playCell({ ...cell, gap }, count);
      note(`${name}, gap ${gap}`);
      return [
        name,
        gap,
        ...ends(tally),
        gap === 0 ? '-' : percentOf(promised.power),
        ...[tally.covered, tally.randomEffectsCovered, tally.spreadCovered, tally.mean].map(String),
        tally.otherScale,
      ];
    }),
  );
  const head = ['world', 'gap', ...ENDS, 'other', 'promised power', 'interval covers', 'random effects cover'];
  return [
    {
      title: 'Whole tournaments in other worlds, 8 replicates of 48 pairs',
      head: [...head, 'spread covered', 'mean, Elo', 'no Elo'],
      rows,
    },
  ];
}

/** Part c: stop rules over 12 blocks. */
export function stopTables(count: number, note: (what: string) => void): Table[] {
  const kinds = ['schedule', 'group-sequential', 'sequential'] as const;
  const rows = [
    { pairs: 12, gap: 0, lost: 0, kinds },
    { pairs: 12, gap: 0, lost: 1, kinds: ['group-sequential'] as const },
    { pairs: 12, gap: 60, lost: 0, kinds },
    { pairs: 48, gap: 40, lost: 0, kinds },
  ].flatMap(({ pairs, gap, lost, kinds: compared }) =>
    compared.map((kind) => {
      const design: Design = { replicates: 12, pairs, lost, analysis: { margin: 40, stop: { kind } } };
      const { tally, promised } = playCell({ design, gap, spread: 20 }, count);
      note(`${kind}, gap ${gap}, ${pairs} pairs`);
      const power = kind === 'schedule' ? promised.power : (promised.looks?.power ?? null);
      const isStopped = kind !== 'schedule';
      return [
        pairs,
        gap,
        lost ? `${kind}, one replicate lost` : kind,
        tally.state('positive stronger'),
        tally.state('negative stronger'),
        gap === 0 || power === null ? '-' : percentOf(power),
        `${tally.blocks}`,
        gap === 0 || !promised.looks ? '-' : promised.looks.blocks.toFixed(1),
        `${tally.mean}`,
        `${isStopped ? tally.corrected : tally.mean}`,
        `${isStopped ? tally.correctedCovered : tally.covered}`,
      ];
    }),
  );
  return [
    {
      title: 'Stop rules, 12 blocks planned, spread 20',
      head: [
        'pairs',
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

/** Part e: differences at and about the margin. */
export function marginTables(count: number, note: (what: string) => void): Table[] {
  const cells = [
    { spread: 0, margin: 20, gap: 20 },
    { spread: 0, margin: 40, gap: 20 },
    { spread: 20, margin: 60, gap: 0 },
    { spread: 20, margin: 60, gap: 40 },
    { spread: 20, margin: 60, gap: 60 },
    { spread: 60, margin: 60, gap: 60 },
  ];
  const rows = [8, 12].flatMap((replicates) =>
    cells.map(({ spread, margin, gap }) => {
      const design: Design = { replicates, pairs: 48, analysis: { margin } };
      const { tally, promised } = playCell({ design, gap, spread }, count);
      note(`${replicates} replicates, margin ${margin}, gap ${gap}, spread ${spread}`);
      const promisedShare = gap === 0 ? percentOf(promised.equivalence) : '-';
      const claims = [tally.state('equivalent'), tally.withinMargin, tally.claimedWithin];
      return [replicates, spread, margin, gap, ...claims, promisedShare];
    }),
  );
  const head = ['replicates', 'spread', 'margin', 'gap', 'equivalent', 'differs, but within', 'either', 'promised'];
  return [{ title: 'Equivalence', head, rows }];
}

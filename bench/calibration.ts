/**
 * `npm run bench -- calibration [--studies 2000] [--pairs 20] [--gap 60] [--deviations 0,20,60] [--replicates 3,...,12]
 * [--whole 2000] [--sequential 500] [--whole-pairs 4] [--whole-replicates 6,8,12]`: what the verdict's statistics claim
 * on simulated studies whose truth is known. First the methods alone, on sums of points; then whole tournaments through
 * the product's own verdict. Seeded: the same arguments print the same tables. docs/calibration.md has results.
 */
import { parseArgs } from 'node:util';
import { randomFromHash, sha256Hex } from '../src/spec/index.js';
import { decide, METHODS, type Method } from './calibration/decide.js';
import { simulate } from './calibration/simulate.js';
import { WholeDesign } from './calibration/whole.js';

const { values: args } = parseArgs({
  options: {
    studies: { type: 'string', default: '2000' },
    pairs: { type: 'string', default: '20' },
    gap: { type: 'string', default: '60' },
    deviations: { type: 'string', default: '0,20,60' },
    replicates: { type: 'string', default: '3,4,5,6,7,8,9,10,11,12' },
    whole: { type: 'string', default: '2000' },
    sequential: { type: 'string', default: '500' },
    'whole-pairs': { type: 'string', default: '4' },
    'whole-replicates': { type: 'string', default: '6,8,12' },
  },
});
const numbers = (list: string): number[] => list.split(',').map(Number);
const [studies, pairs, gap] = [args.studies, args.pairs, args.gap].map(Number) as [number, number, number];
const whole = { schedule: Number(args.whole), sequential: Number(args.sequential) };
const deviations = numbers(args.deviations);

const started = performance.now();
const note = (what: string): void =>
  void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${what}\n`);
const percent = (count: number, of: number): string => (of === 0 ? '-' : ((100 * count) / of).toFixed(1));
const heading = (columns: readonly (string | number)[]): string =>
  `| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`;

/** Counts by gap, spread and replicates; null for a method that may not speak. */
type Cell = Record<Method, number | null>;

function cellOf(difference: number, deviation: number, replicates: number): Cell {
  const setting = { replicates, pairs, deviation, gap: difference };
  const random = randomFromHash(sha256Hex(`calibration ${difference} ${deviation} ${replicates}`));
  const cell = {} as Cell;
  for (let i = 0; i < studies; i++) {
    const found = decide(setting, gap, simulate(setting, random));
    for (const method of Object.keys(METHODS) as Method[])
      cell[method] = found[method] === null ? null : (cell[method] ?? 0) + Number(found[method]);
  }
  note(`gap ${difference}, spread ${deviation}, ${replicates} replicates`);
  return cell;
}

function methods(): void {
  const sizes = numbers(args.replicates);
  const rows = [0, gap].flatMap((difference) =>
    deviations.map((deviation) => ({
      difference,
      deviation,
      cells: sizes.map((n) => cellOf(difference, deviation, n)),
    })),
  );
  console.log(
    `${studies} studies a cell, ${pairs} pairs a pairing, nominal 5 %; shares in %; "-": too few replicates to say anything; margin of equivalence ${gap} Elo`,
  );
  for (const [method, title] of Object.entries(METHODS) as [Method, string][]) {
    console.log(`\n${title}\n\n${heading(['true gap', 'spread', ...sizes])}`);
    for (const { difference, deviation, cells } of rows)
      console.log(
        `| ${[difference, deviation, ...cells.map((cell) => (cell[method] === null ? '-' : percent(cell[method], studies)))].join(' | ')} |`,
      );
  }
}

/** How whole tournaments end, and whether the verdict's interval holds the true gap where it is in Elo. */
function tournaments(): void {
  const states = ['positive stronger', 'negative stronger', 'equivalent', 'inconclusive', 'invalid'];
  console.log(
    `\nWhole tournaments: ${whole.schedule} a row, ${whole.sequential} with a sequential stop, ${args['whole-pairs']} pairs a pairing; shares in %; margin ${gap} Elo\n`,
  );
  console.log(
    heading([
      'stop',
      'true gap',
      'spread',
      'replicates',
      ...states,
      'interval covers',
      'mean, Elo',
      'by shares of points',
      'blocks played',
    ]),
  );
  for (const stop of (['schedule', 'sequential'] as const).filter((one) => whole[one] > 0))
    for (const difference of [0, gap])
      for (const deviation of deviations)
        for (const replicates of numbers(args['whole-replicates'])) {
          const design = new WholeDesign(
            { replicates, pairs: Number(args['whole-pairs']), deviation, gap: difference },
            gap,
            stop === 'sequential',
          );
          const random = randomFromHash(sha256Hex(`whole ${stop} ${difference} ${deviation} ${replicates}`));
          const counts = new Map(states.map((state) => [state, 0]));
          let [intervals, covered, inElo, sum, blocks] = [0, 0, 0, 0, 0];
          for (let i = 0; i < whole[stop]; i++) {
            const {
              state,
              contrast,
              replicates: { used },
            } = design.verdict(random);
            counts.set(state, counts.get(state)! + 1);
            blocks += used.length;
            if (contrast?.scale !== 'elo') continue;
            inElo++;
            sum += contrast.mean!;
            if (contrast.low === null || contrast.high === null) continue;
            intervals++;
            covered += Number(contrast.low <= difference && difference <= contrast.high);
          }
          note(`whole, ${stop}, gap ${difference}, spread ${deviation}, ${replicates} replicates`);
          const ends = [...counts.values()].map((count) => percent(count, whole[stop]));
          console.log(
            `| ${[stop, difference, deviation, replicates, ...ends, percent(covered, intervals), inElo ? (sum / inElo).toFixed(1) : '-', percent(whole[stop] - inElo, whole[stop]), (blocks / whole[stop]).toFixed(1)].join(' | ')} |`,
          );
        }
}

methods();
if (whole.schedule + whole.sequential > 0) tournaments();
note('done');

/**
 * Compares: wall time of short commands, from the start of the process to its end, with each other and another build.
 *
 *   npm run bench -- commands [--runs 7] [--beside FOLDER]
 *
 * The commands take turns, so that a disturbance of the machine meets all of them; with `--beside` also with those of
 * another build (a folder with `bin` and `dist`), and the ratios are of neighbouring runs.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../src/files/index.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments({ runs: { type: 'string', default: '7' }, beside: { type: 'string' } }, { runs: '1' });
const runs = Number(args.runs);
if (!Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1');

const COMMANDS = [
  ['--help'],
  ['elo', '--wdl', '10,5,3'],
  ['plan', '--help'],
  ['verdict', '--help'],
  ['import', 'games', '--help'],
];
const bins = [projectRoot(), ...(args.beside === undefined ? [] : [args.beside])].map((folder) =>
  join(folder, 'bin', 'sentimate.mjs'),
);

/** Wall time of one run, seconds. Throws Error for a command that fails. */
function secondsOf(bin: string, command: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [bin, ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${status}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

/** Times by command and build, seconds. */
const times = COMMANDS.map(() => bins.map((): number[] => []));
for (let run = 0; run < runs; run++)
  for (const [i, command] of COMMANDS.entries())
    for (const [j, bin] of bins.entries()) times[i]![j]!.push(secondsOf(bin, command));

const sortedOf = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const median = (values: readonly number[]): number => sortedOf(values)[Math.floor(values.length / 2)]!;

printHeader(['commander']);
console.log(`${runs} runs, s\n`);
const besides = args.beside === undefined ? [] : ['beside', 'beside / this'];
const columns = ['median', 'fastest', 'slowest', ...besides];
console.log(`| command | ${columns.join(' | ')} |\n| --- |${' ---: |'.repeat(columns.length)}`);
for (const [i, command] of COMMANDS.entries()) {
  const [own, other] = times[i]!;
  const cells = [median(own!), sortedOf(own!)[0]!, sortedOf(own!).at(-1)!];
  if (other) cells.push(median(other), median(other.map((value, run) => value / own![run]!)));
  console.log(`| ${command.join(' ')} | ${cells.map((value) => value.toFixed(3)).join(' | ')} |`);
}

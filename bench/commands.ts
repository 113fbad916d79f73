/**
 * `npm run bench -- commands [--runs 7]`
 *
 * Compares: wall time of short commands, from the start of the process to its end, with each other; no peer.
 *
 * The commands take turns, so that a disturbance of the machine meets all of them.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../src/files/index.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments({ runs: { type: 'string', default: '7' } }, { runs: '1' });
const runs = Number(args.runs);
if (!Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs must be a whole number from 1');

const COMMANDS = [['--help'], ['elo', '--wdl', '10,5,3'], ['plan', '--help']];
const bin = join(projectRoot(), 'bin', 'sentimate.mjs');

/** Wall time of one run, seconds. Throws Error for a command that fails. */
function secondsOf(command: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [bin, ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${status}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

const times = COMMANDS.map((): number[] => []);
for (let run = 0; run < runs; run++) for (const [i, command] of COMMANDS.entries()) times[i]!.push(secondsOf(command));

printHeader(['commander']);
console.log(`${runs} runs, s\n`);
console.log('| command | median | fastest | slowest |\n| --- | ---: | ---: | ---: |');
for (const [i, command] of COMMANDS.entries()) {
  const sorted = times[i]!.sort((a, b) => a - b);
  const cells = [sorted[Math.floor(runs / 2)]!, sorted[0]!, sorted.at(-1)!].map((value) => value.toFixed(3));
  console.log(`| ${command.join(' ')} | ${cells.join(' | ')} |`);
}

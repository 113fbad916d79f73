import { type Command, InvalidArgumentError } from 'commander';
import type { TournamentDryRun } from '../../spec/api/index.js';
import { duration, readSpec, withOwnService } from '../shell/index.js';
import { dryRunTournament } from './local-plan.js';
import { measureUnknown } from './measure.js';
import { powerLines } from './power-text.js';
import { timeText } from './time-text.js';

interface PlanFlags {
  readonly json?: boolean;
  readonly gap?: number;
  readonly spread?: number;
  readonly hours?: number;
  readonly draws?: number;
  readonly measure: boolean;
}

/** `sentimate plan SPEC.json`: cost and power of a tournament. */
export function registerPlan(program: Command): void {
  program
    .command('plan')
    .description('cost and power of the tournament that a file describes; nothing is stored')
    .argument('<spec>', 'JSON file; - reads standard input')
    .option(
      '--gap <elo>',
      'a difference of two arms: also print the quickest design that detects it with 80 % power',
      parseElo,
    )
    .option('--spread <elo>', 'assumed between-seed standard deviation of that difference (default: several)', parseElo)
    .option(
      '--hours <h>',
      'time on this machine: also print the design that finds the smallest difference in it',
      parseHours,
    )
    .option(
      '--draws <share>',
      'share of draws between equals (default: as measured with this base, or 0.15)',
      parseShare,
    )
    .option('--no-measure', 'do not try this machine’s speed where it is not known; use default rates')
    .option('--json', 'print the plan as JSON, every default filled in')
    .action(plan);
}

function parseElo(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 2000))
    throw new InvalidArgumentError('must be a number of Elo, 0 to 2000.');
  return value;
}

function parseHours(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 10_000))
    throw new InvalidArgumentError('must be a number of hours above 0.');
  return value;
}

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 0.95))
    throw new InvalidArgumentError('must be a share, 0 to 0.95.');
  return value;
}

async function plan(path: string, { json, measure, ...question }: PlanFlags): Promise<void> {
  const spec = await readSpec(path);
  const env = process.env;
  const plan = async (): Promise<TournamentDryRun> =>
    // the earlier results of a tournament that follows another are in the database
    (await dryRunTournament(spec, question, env)) ??
    (await withOwnService({ workers: false, env }, ({ api }) => api.dryRun(spec, question)));
  let dryRun = await plan();
  if (
    measure &&
    (await measureUnknown(
      [{ ...dryRun.spec, cost: dryRun.cost }],
      env,
      (line) => void process.stderr.write(`${line}\n`),
    ))
  )
    dryRun = await plan();
  process.stdout.write(json ? `${JSON.stringify(dryRun, null, 2)}\n` : `${planLines(dryRun).join('\n')}\n`);
}

/**
 * A dry run as text.
 *
 * @internal Exported for tests.
 */
export function planLines(dryRun: TournamentDryRun): string[] {
  const { planHash, games, fineTunes, contestants, cost, power, warnings } = dryRun;
  const { seconds } = cost;
  return [
    `plan ${planHash}`,
    `contestants  ${contestants.length}: ${contestants.join(', ')}`,
    `fine-tunes   ${fineTunes}, ${cost.trainingSteps} steps, about ${duration(seconds.fineTunes)} of one worker, ` +
      `${duration(seconds.checks)} of it loading and checks`,
    `games        ${games}, about ${duration(seconds.games)} of one worker`,
    `time         ${timeText(seconds, cost.rates)}`,
    `computation  ${cost.flop.total.toExponential(1)} FLOP`,
    ...(power ? powerLines(power) : ['power        none: a single arm has no contrast']),
    ...warnings.map(({ field, message }) => `warning      ${field === '' ? '' : `${field}: `}${message}`),
  ];
}

import { type Command, InvalidArgumentError } from 'commander';
import type { Power, TournamentDryRun } from '../../spec/api/index.js';
import { duration, readSpec, withOwnService } from '../shell/index.js';
import { dryRunTournament } from './local-plan.js';

interface PlanFlags {
  readonly json?: boolean;
  readonly gap?: number;
  readonly spread?: number;
}

/** `sentimate plan SPEC.json`: cost and power of a tournament. */
export function registerPlan(program: Command): void {
  program
    .command('plan')
    .description('cost and power of the tournament that a file describes; nothing is stored')
    .argument('<spec>', 'JSON file; - reads standard input')
    .option(
      '--gap <elo>',
      'a difference of two arms: also print the cheapest design that detects it with 80 % power',
      parseElo,
    )
    .option('--spread <elo>', 'assumed between-seed standard deviation of that difference (default: several)', parseElo)
    .option('--json', 'print the plan as JSON, every default filled in')
    .action(plan);
}

function parseElo(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 2000))
    throw new InvalidArgumentError('must be a number of Elo, 0 to 2000.');
  return value;
}

async function plan(path: string, { json, gap, spread }: PlanFlags): Promise<void> {
  const spec = await readSpec(path);
  const question = { gap, spread };
  // the earlier results of a tournament that follows another are in the database
  const dryRun =
    (await dryRunTournament(spec, question, process.env)) ??
    (await withOwnService({ workers: false, env: process.env }, ({ api }) => api.dryRun(spec, question)));
  process.stdout.write(json ? `${JSON.stringify(dryRun, null, 2)}\n` : `${planLines(dryRun).join('\n')}\n`);
}

/**
 * A dry run as text.
 *
 * @internal Exported for tests.
 */
export function planLines({ planHash, games, fineTunes, contestants, cost, power }: TournamentDryRun): string[] {
  return [
    `plan ${planHash}`,
    `contestants  ${contestants.length}: ${contestants.join(', ')}`,
    `fine-tunes   ${fineTunes}, ${cost.trainingSteps} steps, about ${duration(cost.seconds.fineTunes)} of one worker`,
    `games        ${games}, about ${duration(cost.seconds.games)} of one worker`,
    `computation  ${cost.flop.total.toExponential(1)} FLOP`,
    ...(power ? [powerLine(power), ...designLines(power)] : ['power        none: a single arm has no contrast']),
  ];
}

function powerLine({ replicates, needed, visible }: Power): string {
  const gaps = visible.flatMap(({ seedDeviation, elo }) =>
    elo === null ? [] : [`${elo.toFixed(0)} Elo if seeds spread by ${seedDeviation}`],
  );
  if (gaps.length === 0) return `power        ${replicates} of the ${needed} replicates that a p-value needs`;
  return `power        ${replicates} replicates; smallest arm gap found with 80 % power: ${gaps.join(', ')}`;
}

function designLines({ wanted }: Power): string[] {
  if (!wanted) return [];
  return wanted.designs.map(({ seedDeviation, design }) => {
    const head = `to show ${wanted.gap} Elo, seeds spread by ${seedDeviation}: `;
    if (!design) return `${head}no design of up to 64 replicates and 1000 pairs does`;
    const { replicates, pairs, fineTunes, games, seconds } = design;
    return (
      `${head}${replicates} replicates x ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} a pairing: ` +
      `${fineTunes} fine-tunes (about ${duration(seconds.fineTunes)}), ` +
      `${games} games (about ${duration(seconds.games)})`
    );
  });
}

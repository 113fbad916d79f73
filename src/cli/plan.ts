import type { Command } from 'commander';
import type { DryRun } from './api-client.js';
import { duration } from './duration.js';
import { withOwnService } from './own-service.js';
import { readSpec } from './read-spec.js';

/** `sentimate plan SPEC.json`: what a tournament would cost and could show. */
export function registerPlan(program: Command): void {
  program
    .command('plan')
    .description('cost and power of the tournament that a file describes; nothing is stored')
    .argument('<spec>', 'JSON file; - reads standard input')
    .option('--json', 'print the plan as JSON, every default filled in')
    .action(plan);
}

async function plan(path: string, flags: { readonly json?: boolean }): Promise<void> {
  const spec = await readSpec(path);
  const dryRun = await withOwnService({ workers: false, env: process.env }, ({ api }) => api.dryRun(spec));
  process.stdout.write(flags.json ? `${JSON.stringify(dryRun, null, 2)}\n` : `${planLines(dryRun).join('\n')}\n`);
}

export function planLines({ planHash, games, fineTunes, contestants, cost, power }: DryRun): string[] {
  const lines = [
    `plan ${planHash}`,
    `contestants  ${contestants.length}: ${contestants.join(', ')}`,
    `fine-tunes   ${fineTunes}, ${cost.trainingSteps} steps, about ${duration(cost.seconds.fineTunes)} of one worker`,
    `games        ${games}, about ${duration(cost.seconds.games)} of one worker`,
    `computation  ${cost.flop.total.toExponential(1)} FLOP`,
  ];
  if (power === null) return lines;
  const detectable = power.detectable.flatMap(({ seedDeviation, elo }) => (elo === null ? [] : [`${elo.toFixed(0)} Elo if seeds spread by ${seedDeviation}`]));
  return [
    ...lines,
    power.enough
      ? `power        ${power.replicates} replicates; found with 80 % power: ${detectable.join(', ')}`
      : `power        ${power.replicates} of the ${power.needed} replicates that a p-value needs`,
  ];
}

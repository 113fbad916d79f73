import type { Command } from 'commander';
import {
  ApiClient,
  CliError,
  type OwnService,
  openProgress,
  readSpec,
  untilSignal,
  withOwnService,
} from '../shell/index.js';
import { follow } from './follow-progress.js';
import { checkSpec } from './local-plan.js';

interface RunFlags {
  readonly url?: string;
  readonly json?: boolean;
}

/** `sentimate tournament run SPEC.json`: runs a tournament and prints its results. */
export function registerTournament(program: Command): void {
  program
    .command('tournament')
    .description('run a tournament')
    .command('run')
    .description(
      'fine-tune, play and print standings and verdict of the tournament that a file describes ' +
        '(the body of POST /tournaments)',
    )
    .argument('<spec>', 'JSON file; - reads standard input')
    .option('--url <url>', 'use the service at this address instead of starting one (key: SENTIMATE_API_KEY)')
    .option('--json', 'print id, standings and verdict as JSON')
    .action(run);
}

async function run(path: string, flags: RunFlags): Promise<void> {
  const spec = await readSpec(path);
  const { url } = flags;
  if (url === undefined) {
    await checkSpec('tournament', spec, process.env);
    return withOwnService({ workers: true, env: process.env }, (service) => play(service, spec, flags));
  }
  await untilSignal((signal) => play({ api: new ApiClient(url, process.env.SENTIMATE_API_KEY), signal }, spec, flags));
}

async function play(
  { api, signal }: Pick<OwnService, 'api' | 'signal'>,
  spec: unknown,
  flags: RunFlags,
): Promise<void> {
  const { id, games, fineTunes } = await api.startTournament(spec);
  process.stderr.write(`tournament ${id}: ${fineTunes} fine-tunes, ${games} games\n`);
  const { trouble } = await follow(api, id, openProgress(), signal);
  const [standings, verdict] = [await api.standings(id), await api.verdict(id)];
  const { resultLines } = await import('./results.js');
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ id, standings, verdict }, null, 2)}\n`
      : `${resultLines(standings, verdict).join('\n')}\n`,
  );
  if (trouble !== null) throw new CliError('failed', trouble);
}

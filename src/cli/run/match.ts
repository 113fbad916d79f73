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
import { standingsLines } from './standings-text.js';

interface RunFlags {
  readonly url?: string;
  readonly json?: boolean;
}

/** `sentimate match run SPEC.json`: plays a match and prints its results. */
export function registerMatch(program: Command): void {
  program
    .command('match')
    .description('let given checkpoints and anchors play, without arms')
    .command('run')
    .description(
      'play the round-robin, gauntlet or Swiss that a file describes (the body of POST /matches) and print its ' +
        'standings, and for two contestants the verdict',
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
    await checkSpec('match', spec, process.env);
    return withOwnService({ workers: true, env: process.env }, (service) => play(service, spec, flags));
  }
  await untilSignal((signal) => play({ api: new ApiClient(url, process.env.SENTIMATE_API_KEY), signal }, spec, flags));
}

async function play(
  { api, signal }: Pick<OwnService, 'api' | 'signal'>,
  spec: unknown,
  flags: RunFlags,
): Promise<void> {
  const { id, games } = await api.startTournament(spec, 'matches');
  process.stderr.write(`match ${id}: ${games} games\n`);
  const { trouble } = await follow(api, id, openProgress(), signal, 'matches');
  const standings = await api.standings(id, 'matches');
  const verdict = await api.matchVerdict(id);
  const lines = [...standingsLines(standings), ...(verdict ? ['', `Verdict: ${verdict.line}`] : [])];
  process.stdout.write(
    flags.json ? `${JSON.stringify({ id, standings, verdict }, null, 2)}\n` : `${lines.join('\n')}\n`,
  );
  if (trouble !== null) throw new CliError('failed', trouble);
}

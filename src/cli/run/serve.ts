import type { Command } from 'commander';
import { homeFrom } from '../../files/index.js';
import { firstSignal, wholeNumber } from '../shell/index.js';

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly fineTuneWorkers: number;
  readonly matchWorkers: number;
}

/** TCP port of the API unless --port is given. */
export const DEFAULT_PORT = 8080;

/** `sentimate serve`: database, API and workers until a signal. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the API with its database, queue and workers until Ctrl-C')
    .option('--host <address>', 'address to listen on; other than loopback needs SENTIMATE_API_KEYS', '127.0.0.1')
    .option('--port <n>', 'port to listen on', wholeNumber, DEFAULT_PORT)
    .option('--fine-tune-workers <n>', 'worker processes that train; 0 where they run elsewhere', wholeNumber, 1)
    .option('--match-workers <n>', 'worker processes that play; 0 where they run elsewhere', wholeNumber, 1)
    .addHelpText(
      'after',
      '\nSettings: DATABASE_URL (default: an embedded PostgreSQL), REDIS_URL (default: the queue is in PostgreSQL),\n' +
        'SENTIMATE_API_KEYS (comma-separated bearer keys),\n' +
        'SENTIMATE_RATE_LIMIT (requests per minute from one address, default 6000), LOG_LEVEL.\n' +
        'On a terminal the log goes to service.log in SENTIMATE_HOME, otherwise to stdout.',
    )
    .action(serve);
}

/**
 * Bearer keys from SENTIMATE_API_KEYS, separated by commas; spaces around them are ignored.
 *
 * @internal Exported for tests.
 */
export const apiKeysFrom = (env: NodeJS.ProcessEnv): string[] =>
  (env.SENTIMATE_API_KEYS ?? '')
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');

async function serve(flags: ServeFlags): Promise<void> {
  const { openServiceLog, startService } = await import('../../service/index.js');
  const home = homeFrom(process.env);
  const { log, output, path } = openServiceLog(home, process.env, process.stdout.isTTY ? 'file' : 'stdout');
  const stopSignal = firstSignal();
  const service = await startService({
    ...flags,
    home,
    log,
    apiKeys: apiKeysFrom(process.env),
    workerOutput: output,
    env: process.env,
  });
  log.info({ url: service.url, home }, 'the service is ready');
  if (path !== undefined)
    process.stdout.write(`API: ${service.url} (documentation: ${service.url}/docs)\nlog: ${path}\nCtrl-C stops it\n`);
  const signal = await stopSignal;
  log.info({ signal }, 'the service stops');
  if (path !== undefined) process.stdout.write('stopping …\n');
  await service.stop();
}

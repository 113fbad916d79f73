import { Argument, type Command } from 'commander';
import { QUEUE_NAMES, type QueueName } from '../../vocabulary/index.js';

/** `sentimate worker KIND`: one worker process in the foreground, for machines other than the API's. */
export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('run one worker process, which trains or plays due work of the database at DATABASE_URL')
    .addArgument(new Argument('<kind>', 'kind of work').choices(QUEUE_NAMES))
    .addHelpText(
      'after',
      '\nSettings: DATABASE_URL, REDIS_URL, SENTIMATE_HOME (shared with the API), SENTIMATE_LEASE_MS, ' +
        'SENTIMATE_GAMES_HELD, LOG_LEVEL.',
    )
    .action(async (kind: QueueName) => {
      const { runWorkerProcess } = await import('../../orchestration/index.js');
      await runWorkerProcess(kind, process.env);
    });
}

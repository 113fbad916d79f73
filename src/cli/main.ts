/** The `sentimate` command. Only the shell is loaded here: each command loads what it needs when it runs. */

import { Command } from 'commander';
import { projectVersion } from '../files/index.js';
import { registerDataset, registerImportDialogue, registerImportGames, registerSentiment } from './data/index.js';
import { registerEvaluate } from './evaluate/index.js';
import { registerMechanism } from './mechanism/index.js';
import { registerElo, registerRate } from './rate/index.js';
import { registerReport, registerVerdict, registerVerify } from './record/index.js';
import {
  registerDemo,
  registerMatch,
  registerPlan,
  registerServe,
  registerStudy,
  registerTournament,
  registerWatch,
  registerWorker,
} from './run/index.js';
import { failureOf } from './shell/index.js';
import { registerChat, registerPlay, registerUci } from './talk/index.js';
import { registerExport, registerFineTune, registerScaling, registerTrain } from './train/index.js';

/** The command line with all commands. */
export function buildProgram(): Command {
  const program = new Command('sentimate')
    .description(
      'Does the tone that a model is taught change how it plays chess? ' +
        'Fine-tune, play rated games, look at the standings.',
    )
    .version(projectVersion())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'sentimate: ')) })
    .showHelpAfterError(false)
    .addHelpText('after', '\nAll data are stored in SENTIMATE_HOME (default: .sentimate in the current folder).');
  registerDemo(program);
  registerServe(program);
  registerWorker(program);
  registerTournament(program);
  registerMatch(program);
  registerWatch(program);
  registerPlan(program);
  registerStudy(program);
  registerReport(program);
  registerVerdict(program);
  registerVerify(program);
  const importCommand = program.command('import').description('make a dataset from files of games or dialogue');
  registerImportGames(importCommand);
  registerImportDialogue(importCommand);
  registerDataset(program);
  registerSentiment(program);
  registerTrain(program);
  registerFineTune(program);
  registerEvaluate(program);
  registerMechanism(program);
  registerChat(program);
  registerPlay(program);
  registerUci(program);
  registerExport(program);
  registerElo(program);
  registerRate(program);
  registerScaling(program);
  return program;
}

/** Runs one command line. Errors become one line on stderr and an exit status here, and nowhere else. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that closes early, such as `head`, is not an error. A command that has started processes stops them first,
  // as for SIGTERM.
  let broken = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (broken) return;
    broken = true;
    if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
    else process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    const { line, status } = failureOf(error);
    if (process.env.SENTIMATE_DEBUG && status !== 0)
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    if (line !== undefined) process.stderr.write(`sentimate: ${line}\n`);
    process.exitCode = status;
  }
}

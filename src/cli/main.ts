/** The `sentimate` command. Only the shell is loaded here: each command loads what it needs when it runs. */

import { Command } from 'commander';
import { COMMANDS } from './commands.js';
import { failureOf } from './shell/index.js';

/** The command that the arguments ask for: the first word, after `help` the second. */
function commandIn(args: readonly string[]): string | undefined {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  return first === 'help' ? second : first;
}

/** Only the version needs the folder of the package, and with it the rooms below. */
async function versionFor(args: readonly string[]): Promise<string> {
  if (!args.some((arg) => arg === '--version' || /^-[a-zA-Z]*V/.test(arg))) return '';
  return (await import('../files/index.js')).projectVersion();
}

/** Lists a command that is not asked for: it is only shown in help, and suggested for a misspelt one. */
function list(program: Command, term: string, description: string): void {
  const [name = '', ...parts] = term.split(' ');
  const command = program.command(name).description(description);
  for (const part of parts) {
    if (part === '[options]') command.option('--any');
    else command.argument(part);
  }
}

/** The command line for these arguments: the command they ask for is loaded, the others are only listed. */
export async function buildProgram(args: readonly string[]): Promise<Command> {
  const version = await versionFor(args);
  const program = new Command('sentimate')
    .description(
      'Does the tone that a model is taught change how it plays chess? ' +
        'Fine-tune, play rated games, look at the standings.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'sentimate: ')) })
    .showHelpAfterError(false)
    .addHelpText('after', '\nAll data are stored in SENTIMATE_HOME (default: .sentimate in the current folder).');
  const wanted = commandIn(args);
  for (const { term, description, add } of COMMANDS) {
    if (term.split(' ', 1)[0] === wanted) await add(program);
    else list(program, term, description);
  }
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
    const program = await buildProgram(args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const { line, status } = failureOf(error);
    if (process.env.SENTIMATE_DEBUG && status !== 0)
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    if (line !== undefined) process.stderr.write(`sentimate: ${line}\n`);
    process.exitCode = status;
  }
}

import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import type { Decoding } from '../../spec/index.js';
import { CliError, modelDir, wholeNumber } from '../shell/index.js';

interface UciFlags {
  readonly temperature: string;
  readonly guard: Decoding['guard'];
  readonly seed: number;
}

/** `sentimate uci MODEL`: a checkpoint as a UCI engine on standard input and output. */
export function registerUci(program: Command): void {
  program
    .command('uci')
    .description('run a checkpoint as a UCI engine, for chess programs')
    .argument('<model>', 'a shipped name, an address or a folder')
    .option('--temperature <t>', 'initial value of the option Temperature; 0 plays the best move', '0')
    .addOption(
      new Option('--guard <guard>', 'initial value of the option Guard')
        .choices(['none', 'mate-and-repetition'])
        .default('mate-and-repetition'),
    )
    .option('--seed <n>', 'initial value of the option Seed', wholeNumber, 1)
    .action(uci);
}

async function uci(model: string, flags: UciFlags): Promise<void> {
  const temperature = Number(flags.temperature);
  if (!(temperature >= 0 && temperature <= 4))
    throw new CliError('usage', '--temperature must be a number from 0 to 4');
  // Standard output carries the protocol: messages of libraries go to standard error.
  for (const name of ['log', 'info', 'debug'] as const) console[name] = console.error;
  const dir = await modelDir(model);
  const { UciServer } = await import('../../match/uci/index.js');
  const network = import('../shell/index.js').then(({ openModel }) => openModel(dir));
  const failed = new Promise<never>((_, reject) => void network.catch(reject));
  const server = new UciServer({
    name: `Sentimate ${model.split(/[\\/]/).filter(Boolean).at(-1) ?? model}`,
    write: (line) => void process.stdout.write(`${line}\n`),
    model: network,
    decoding: { temperature, guard: flags.guard },
    seed: flags.seed,
  });
  const lines = createInterface({ input: process.stdin });
  await Promise.race([listen(server, lines), failed]).finally(() => lines.close());
  (await network).dispose();
}

async function listen(
  server: { handleLine(line: string): boolean; finish(): Promise<void> },
  lines: AsyncIterable<string>,
): Promise<void> {
  for await (const line of lines) if (!server.handleLine(line)) break;
  await server.finish();
}

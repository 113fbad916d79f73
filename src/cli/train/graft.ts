import { cp, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { checkpointDir, homeFrom } from '../../files/index.js';
import { CliError, modelDir, wholeNumber } from '../shell/index.js';
import { findDataset } from './train.js';

interface GraftFlags {
  readonly source: string;
  readonly onto: string;
  readonly dialogue: readonly string[];
  readonly directions: number;
  readonly context: number;
  readonly name: string;
  readonly out?: string;
}

/** `sentimate graft`: a base whose chat is a pretrained model, joined through the trunk of another base. */
export function registerGraft(program: Command): void {
  program
    .command('graft')
    .description('join a pretrained model to the board and trunk of a base; `train --from` goes on with the result')
    .requiredOption('--source <model>', 'source model (from `import model`), by name or address')
    .requiredOption('--dialogue <addresses...>', 'dialogue datasets (from `import dialogue`) to fit the joint with')
    .option('--onto <model>', 'the base whose board and trunk are taken', 'default')
    .option('--directions <n>', 'directions of the chat’s last state that go through the trunk alone', wholeNumber, 96)
    .option('--context <n>', 'longest sequence, tokens', wholeNumber, 256)
    .option('--name <name>', 'name on the card', 'graft')
    .option('--out <dir>', 'copy the checkpoint to this folder')
    .action(graft);
}

async function graft(flags: GraftFlags): Promise<void> {
  const home = homeFrom(process.env);
  const { listSources } = await import('../../model/source/index.js');
  const stored = await listSources(home);
  const source = stored.find(({ address, card }) => address === flags.source || card.name === flags.source);
  if (!source)
    throw new CliError('usage', `there is no source model ${flags.source}; “sentimate import model” lists them`);
  const from = source.card.cut?.from;
  const whole = from === undefined ? undefined : stored.find(({ address }) => address === from);
  if (from !== undefined && !whole)
    throw new CliError('usage', `${flags.source} was cut from ${from}, which is not stored any more`);
  const dialogue = await Promise.all(
    flags.dialogue.map(async (address) => ({ address, dir: await findDataset(home, address, 'dialogue') })),
  );
  const { makeGraft } = await import('../../training/base/index.js');
  const { out, ...given } = flags;
  const address = await makeGraft({
    ...flags,
    baseDir: await modelDir(flags.onto),
    source,
    whole,
    dialogue,
    home,
    command: `sentimate graft ${Object.entries({ ...given, source: source.address })
      .map(([key, value]) => `--${key} ${[value].flat().join(' ')}`)
      .join(' ')}`,
  });
  if (out) {
    await rm(out, { recursive: true, force: true });
    await cp(checkpointDir(home, address), out, { recursive: true });
  }
  process.stdout.write(`checkpoint ${address}${out ? ` in ${out}` : ''}\n`);
}

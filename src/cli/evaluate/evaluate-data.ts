/** Finds the datasets of an evaluation and writes its results on the card. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkpointDir, datasetDir, datasetsDir } from '../../files/index.js';
import { type DatasetKind, isHash } from '../../vocabulary/index.js';
import { CliError } from '../shell/index.js';

/** A dataset in the artifact store. */
export interface FoundDataset {
  readonly dir: string;
  readonly address: string;
  readonly name: string;
}

interface CardText {
  readonly parent?: string | null;
  readonly data?: readonly string[];
  readonly metrics?: Readonly<Record<string, unknown>>;
}

/** The card of a checkpoint folder; an empty object if it has none or it is unreadable. */
async function readCard(dir: string): Promise<CardText> {
  try {
    const card: unknown = JSON.parse(await readFile(join(dir, 'card.json'), 'utf8'));
    return typeof card === 'object' && card !== null ? card : {};
  } catch {
    return {};
  }
}

async function profileIn(dir: string): Promise<{ kind: string; name: string; address: string } | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as {
      kind: string;
      name: string;
      address: string;
    };
  } catch {
    return undefined;
  }
}

/** Finds a dataset by address or name. Throws CliError if there is none, or more than one of that name. */
export async function namedDataset(home: string, kind: DatasetKind, named: string): Promise<FoundDataset> {
  const addresses = isHash(named) ? [named] : (await readdir(datasetsDir(home)).catch(() => [])).filter(isHash);
  const found: FoundDataset[] = [];
  for (const address of addresses) {
    const dir = datasetDir(home, address);
    const profile = await profileIn(dir);
    if (profile?.kind === kind && (isHash(named) || profile.name === named))
      found.push({ dir, address, name: profile.name });
  }
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    const how =
      kind === 'classifier'
        ? 'make one with: sentimate sentiment train FILES...'
        : `import one with: sentimate import ${kind} FILES...`;
    throw new CliError('not-found', `there is no ${kind} dataset ${named.slice(0, 80)}; ${how}`);
  }
  throw new CliError(
    'usage',
    `${found.length} ${kind} datasets have the name ${named.slice(0, 80)}; give an address: ` +
      found.map(({ address }) => address).join(', '),
  );
}

/** Maximum number of generations of fine-tunes that are followed back to the base. */
const MAX_GENERATIONS = 16;

/**
 * The datasets of this kind that the checkpoint, or else its closest ancestor with any, was trained on, as far as they
 * are on this machine.
 */
export async function datasetsOnCard(home: string, kind: DatasetKind, modelDir: string): Promise<FoundDataset[]> {
  let dir = modelDir;
  for (let generation = 0; generation < MAX_GENERATIONS; generation++) {
    const card = await readCard(dir);
    const found: FoundDataset[] = [];
    for (const address of (Array.isArray(card.data) ? card.data : []).filter(isHash)) {
      const profile = await profileIn(datasetDir(home, address));
      if (profile?.kind === kind) found.push({ dir: datasetDir(home, address), address, name: profile.name });
    }
    if (found.length > 0 || typeof card.parent !== 'string' || !isHash(card.parent)) return found;
    dir = checkpointDir(home, card.parent);
  }
  return [];
}

/** SHA-256 of the bytes of a file, compressed or not, in hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Writes measurements to `metrics.evaluation` of the card; other parts keep their values. The card is not part of the
 * checkpoint's address, which does not change. Throws CliError if the folder has no card.
 */
export async function writeOnCard(dir: string, parts: Readonly<Record<string, unknown>>): Promise<void> {
  const path = join(dir, 'card.json');
  if (!(await stat(path).catch(() => undefined))?.isFile())
    throw new CliError('bad-file', 'the model has no card.json to write to');
  const card = await readCard(dir);
  const before = card.metrics?.evaluation;
  const evaluation = { ...(typeof before === 'object' ? before : {}), ...parts };
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify({ ...card, metrics: { ...card.metrics, evaluation } }, null, 2)}\n`);
  await rename(draft, path);
}

/**
 * The command line as recorded in results: file names without their folders; lists separated by commas, files by
 * spaces.
 */
export function commandText(model: string, { puzzles, ...flags }: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(flags).flatMap(([key, value]) => {
    if (value === undefined || value === false) return [];
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, Array.isArray(value) ? value.join(',') : basename(String(value))];
  });
  const files = Array.isArray(puzzles) ? ['--puzzles', ...puzzles.map((file) => basename(String(file)))] : [];
  return ['sentimate evaluate', basename(model), ...words, ...files].join(' ');
}

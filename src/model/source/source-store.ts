/**
 * Source models of a home: `sources/ADDRESS/` with config.json, model.safetensors (half precision), tokenizer.json and
 * card.json. The address is the SHA-256 of the first three, as with checkpoints.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceDir, sourcesDir } from '../../files/index.js';
import { checkpointAddress } from '../../spec/keys/index.js';
import { type Address, isHash } from '../../vocabulary/index.js';
import {
  allFinite,
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type StoredTensor,
} from '../safetensors/index.js';
import { checkedTokenizer, type FoundSource } from './read-source.js';
import { cardOf, type Naming, parseSourceCard, type SourceCard } from './source-card.js';
import { bad, checkSourceConfig, type SourceConfig, sourceShapes } from './source-config.js';

/** A source model without its weights. */
export interface ListedSource {
  readonly address: Address;
  readonly dir: string;
  readonly config: SourceConfig;
  readonly card: SourceCard;
}

/** A source model in memory. */
export interface LoadedSource {
  /** Computed from the files, whatever the folder is called. */
  readonly address: Address;
  readonly config: SourceConfig;
  readonly weights: ReadonlyMap<string, StoredTensor>;
  readonly tokenizerJson: string;
  readonly card: SourceCard;
}

const FILES = ['model.safetensors', 'config.json', 'tokenizer.json', 'card.json'] as const;

/**
 * Stores a model and returns its address. The folder appears at once when all is written; an existing one of the same
 * address is left as it is, its card and name too. Throws the error of the file system.
 */
export async function storeSource(home: string, found: FoundSource, naming: Naming): Promise<Address> {
  const { config, weights, tokenizerJson } = found.content;
  const tokenizer = checkedTokenizer(tokenizerJson, config);
  const bytes = encodeSafetensors(weights, undefined, 'F16');
  const address = checkpointAddress(bytes, config, Buffer.from(tokenizerJson));
  const sizes = { tokens: tokenizer.size, specialTokens: tokenizer.special.size, weights: bytes.length };
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const contents = [bytes, json(config), tokenizerJson, json(cardOf(found, naming, sizes))];
  const folder = sourcesDir(home);
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(join(folder, '.draft-'));
  try {
    for (const [i, name] of FILES.entries()) await writeFile(join(draft, name), contents[i]!, { flush: true });
    await rename(draft, sourceDir(home, address));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  return address;
}

/**
 * Loads the source model in a folder: float32 tensors by our names, in the shapes of `sourceShapes`. Every shape and
 * value is checked. Throws SourceError, or the error of the file system for a missing file.
 */
export async function loadSource(dir: string): Promise<LoadedSource> {
  const [bytes, configText, tokenizer, cardText] = await Promise.all(FILES.map((name) => readFile(join(dir, name))));
  const config = parseConfig(configText!.toString('utf8'));
  const tokenizerJson = tokenizer!.toString('utf8');
  checkedTokenizer(tokenizerJson, config);
  const card = parseSourceCard(cardText!.toString('utf8'));
  const weights = decode(bytes!);
  const shapes = sourceShapes(config);
  for (const [name, shape] of shapes) {
    const tensor = weights.get(name);
    if (tensor === undefined) throw bad(`model.safetensors: tensor ${name} is missing`);
    if (tensor.shape.join() !== shape.join())
      throw bad(`model.safetensors: tensor ${name} has shape [${tensor.shape.join()}], not [${shape.join()}]`);
    if (!allFinite(tensor.data)) throw bad(`model.safetensors: tensor ${name} has a value that is not finite`);
  }
  if (weights.size !== shapes.size) throw bad('model.safetensors has tensors that the config does not define');
  return { address: checkpointAddress(bytes!, config, tokenizer!), config, weights, tokenizerJson, card };
}

/** Lists the source models of a home by name. Folders that are no source models are left out. */
export async function listSources(home: string): Promise<ListedSource[]> {
  const folder = sourcesDir(home);
  const names = await readdir(folder).catch(() => []);
  const listed = await Promise.all(
    names.filter(isHash).map(async (address): Promise<ListedSource[]> => {
      const dir = sourceDir(home, address);
      try {
        const config = parseConfig(await readFile(join(dir, 'config.json'), 'utf8'));
        return [
          {
            address: address as Address,
            dir,
            config,
            card: parseSourceCard(await readFile(join(dir, 'card.json'), 'utf8')),
          },
        ];
      } catch {
        return [];
      }
    }),
  );
  return listed.flat().sort((a, b) => a.card.name.localeCompare(b.card.name) || a.address.localeCompare(b.address));
}

function parseConfig(text: string): SourceConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('config.json is not JSON');
  }
  return checkSourceConfig(value);
}

function decode(bytes: Uint8Array): Map<string, StoredTensor> {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (error instanceof SafetensorsError) throw bad(`model.safetensors: ${error.message}`);
    throw error;
  }
}

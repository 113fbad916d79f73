import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { encodeSafetensors } from '../safetensors/index.js';
import { giveTensors } from './give-tensors.js';
import { huggingFaceConfig, tokenizerSettings, type WeightPrecision } from './huggingface-settings.js';
import { checkedTokenizer } from './read-source.js';
import { parameterCount, unsupported } from './source-config.js';
import type { LoadedSource } from './source-store.js';

/** Files are written as a whole, and read again no larger. */
const MOST_BYTES = 2 ** 31 - 1;

/** What is to be written. */
type Exported = Pick<LoadedSource, 'config' | 'weights' | 'tokenizerJson'> & {
  readonly card: Pick<LoadedSource['card'], 'chatTemplate' | 'licence'>;
};

/** What was written. */
interface WrittenFolder {
  /** Bytes of the weights. */
  readonly bytes: number;
  readonly files: readonly string[];
}

/**
 * Writes a source model as a Hugging Face folder, which appears at once when all is written. `transformers` loads it
 * with AutoModelForCausalLM and AutoTokenizer; read again as a source model it has the same address. Rejects with
 * SourceError for weights of 2 GiB or more, with code ENOTEMPTY for a folder with files, and with any other error of
 * the file system.
 */
export async function exportHuggingFace(
  dir: string,
  { config, weights, tokenizerJson, card }: Exported,
  precision: WeightPrecision,
): Promise<WrittenFolder> {
  await refuseFull(dir);
  if (parameterCount(config) * (precision === 'half' ? 2 : 4) > MOST_BYTES)
    throw unsupported(`its weights in ${precision} precision have 2 GiB or more; smaller files are written`);
  const tokenizer = checkedTokenizer(tokenizerJson, config);
  const dtype = precision === 'half' ? 'F16' : 'F32';
  // transformers refuses files that do not name a framework
  const bytes = encodeSafetensors(giveTensors(config, weights), { format: 'pt' }, dtype);
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const contents: Record<string, string | Uint8Array> = {
    'config.json': json(huggingFaceConfig(config, tokenizer, precision)),
    'model.safetensors': bytes,
    'tokenizer.json': tokenizerJson,
    'tokenizer_config.json': json(tokenizerSettings(config, tokenizer, card.chatTemplate)),
    ...(card.licence?.text == null ? {} : { LICENSE: card.licence.text }),
  };
  const draft = `${resolve(dir)}.draft-${process.pid}`;
  await mkdir(draft, { recursive: true });
  try {
    for (const [name, content] of Object.entries(contents))
      await writeFile(join(draft, name), content, { flush: true });
    await rename(draft, resolve(dir)); // replaces an empty folder
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return { bytes: bytes.length, files: Object.keys(contents) };
}

/** Before anything is computed; what appears there in the meantime is refused by the rename. */
async function refuseFull(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0) throw Object.assign(new Error(`${dir} is not empty`), { code: 'ENOTEMPTY' });
}

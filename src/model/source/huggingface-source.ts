import { join } from 'node:path';
import { decodeSafetensors, SafetensorsError, type StoredTensor } from '../safetensors/index.js';
import { configFromHuggingFace } from './huggingface-config.js';
import { bad, type SourceConfig, unsupported } from './source-config.js';
import type { ReadPart, SourceContent } from './source-content.js';
import { takeTensors } from './take-tensors.js';

const INDEX = 'model.safetensors.index.json';
const MOST_SHARDS = 100;
/** A tokenizer of 65,536 tokens has some four million. */
const MOST_JSON = 2 ** 26;

/** Buffers that older files hold besides weights: attention masks and rotary frequencies. */
const BUFFER = /\.(attn\.(bias|masked_bias)|rotary_emb\.inv_freq)$/;

/**
 * Reads a Hugging Face model folder: config.json, tokenizer.json, and model.safetensors or its shards by
 * model.safetensors.index.json. `read` reads a file of the folder and notes it; undefined where there is none. Throws
 * SourceError.
 */
export async function readHuggingFace(dir: string, read: ReadPart): Promise<SourceContent> {
  const need = async (name: string): Promise<Buffer> => {
    const bytes = await read(join(dir, name));
    if (bytes === undefined) throw bad(`the folder has no ${name}`);
    if (name.endsWith('.json') && bytes.length > MOST_JSON)
      throw unsupported(`${name} has more than ${MOST_JSON} bytes`);
    return bytes;
  };
  const configJson = parse(await need('config.json'), 'config.json');
  const config = configFromHuggingFace(configJson);
  const tokenizerJson = (await need('tokenizer.json')).toString('utf8');
  const whole = await read(join(dir, 'model.safetensors'));
  const tensors = new Map<string, StoredTensor>();
  if (whole !== undefined) addTensors(tensors, whole, 'model.safetensors', config);
  else
    for (const shard of await shardsOf(await read(join(dir, INDEX))))
      addTensors(tensors, await need(shard), shard, config);
  const settings = await read(join(dir, 'tokenizer_config.json'));
  const template = settings && (parse(settings, 'tokenizer_config.json') as { chat_template?: unknown }).chat_template;
  return {
    config,
    weights: takeTensors(config, 'huggingface', {
      shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
      read: (name) => tensors.get(name)!.data,
    }),
    tokenizerJson,
    format: 'safetensors',
    types: {},
    title: null,
    licenceName: null,
    chatTemplate: typeof template === 'string' ? template : null,
  };
}

function parse(bytes: Buffer, name: string): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // falls through: both faults have one message
  }
  throw bad(`${name} is not a JSON object`);
}

async function shardsOf(index: Buffer | undefined): Promise<string[]> {
  if (index === undefined)
    throw unsupported(`the folder has neither model.safetensors nor ${INDEX}; pickled weights are not read`);
  const map = (parse(index, INDEX) as { weight_map?: unknown }).weight_map;
  if (typeof map !== 'object' || map === null) throw bad(`${INDEX} has no weight_map`);
  const names = [...new Set(Object.values(map) as unknown[])];
  // names only, so that no index leads out of the folder
  if (!names.every((name): name is string => typeof name === 'string' && /^\w[\w.-]*\.safetensors$/.test(name)))
    throw bad(`${INDEX} names a file that is not a safetensors file of the folder`);
  if (names.length > MOST_SHARDS) throw bad(`${INDEX} names more than ${MOST_SHARDS} files`);
  return names;
}

/** Adds a file's tensors under full names: files of the GPT-2 body alone lack the `transformer.` before each name. */
function addTensors(
  tensors: Map<string, StoredTensor>,
  bytes: Buffer,
  file: string,
  { family }: Pick<SourceConfig, 'family'>,
): void {
  try {
    for (const [name, tensor] of decodeSafetensors(bytes, (one) => !BUFFER.test(one))) {
      const full = family === 'gpt2' && /^(wte|wpe|h\.\d+|ln_f)\./.test(name) ? `transformer.${name}` : name;
      if (tensors.has(full)) throw bad(`tensor ${full} is there twice`);
      tensors.set(full, tensor);
    }
  } catch (error) {
    if (error instanceof SafetensorsError) throw bad(`${file}: ${error.message}`);
    throw error;
  }
}

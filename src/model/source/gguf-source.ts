import { dequantise } from './dequantise.js';
import { type GgufFile, type GgufTensor, parseGguf, printable } from './gguf-file.js';
import { tokenizerFromGguf } from './gguf-tokenizer.js';
import { bad, checkSourceConfig, type SourceConfig, type SourceFamily, unsupported } from './source-config.js';
import type { SourceContent } from './source-content.js';
import { takeTensors } from './take-tensors.js';

/** Reads a GGUF file with a decoder of the families llama and gpt2, and its tokenizer. Throws SourceError. */
export function readGguf(bytes: Uint8Array): SourceContent {
  const file = parseGguf(bytes);
  const config = configOf(file);
  const { tensors } = file;
  const weights = takeTensors(config, 'gguf', {
    shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
    read: (name) => decode(tensors.get(name)!),
  });
  const types: Record<string, number> = {};
  for (const { type } of tensors.values()) types[type] = (types[type] ?? 0) + 1;
  const text = (key: string): string | null => {
    const value = file.metadata.get(key);
    return typeof value === 'string' ? value : null;
  };
  return {
    config,
    weights,
    tokenizerJson: tokenizerFromGguf(file.metadata),
    format: 'gguf',
    types,
    title: text('general.name'),
    licenceName: text('general.license'),
    chatTemplate: text('tokenizer.chat_template'),
  };
}

const decode = ({ type, bytes }: GgufTensor): Float32Array => dequantise(type, bytes);

const ARCHITECTURES: Readonly<Record<string, SourceFamily>> = { llama: 'llama', gpt2: 'gpt2' };

function configOf(file: GgufFile): SourceConfig {
  const { metadata, tensors } = file;
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string') throw bad('general.architecture is missing');
  const family = Object.hasOwn(ARCHITECTURES, architecture) ? ARCHITECTURES[architecture] : undefined;
  if (family === undefined)
    throw unsupported(`models of the architecture ${printable(architecture)} are not read; read are llama and gpt2`);
  const number = (key: string, otherwise?: number): number => {
    const value = metadata.get(`${family}.${key}`) ?? otherwise;
    if (typeof value !== 'number') throw bad(`${family}.${key} is ${value === undefined ? 'missing' : 'not a number'}`);
    return value;
  };
  const heads = number('attention.head_count');
  const width = number('embedding_length');
  const embedding = tensors.get('token_embd.weight');
  if (embedding?.shape.length !== 2) throw bad('tensor token_embd.weight is missing or no matrix');
  const common = {
    family,
    vocabulary: embedding.shape[0]!,
    context: number('context_length'),
    width,
    layers: number('block_count'),
    heads,
    keyValueHeads: number('attention.head_count_kv', heads),
    hidden: number('feed_forward_length'),
    tied: isTied(tensors),
  };
  if (family === 'gpt2')
    return checkSourceConfig({ ...common, epsilon: decimalOf(number('attention.layer_norm_epsilon')) });
  refuseVariants(file, width / heads);
  return checkSourceConfig({
    ...common,
    epsilon: decimalOf(number('attention.layer_norm_rms_epsilon')),
    rotaryBase: decimalOf(number('rope.freq_base', 10_000)),
  });
}

/** Some files repeat the embedding as the head; then the model is tied, as if it were left out. */
function isTied(tensors: GgufFile['tensors']): boolean {
  const head = tensors.get('output.weight');
  const embedding = tensors.get('token_embd.weight')!;
  return head === undefined || (head.type === embedding.type && Buffer.compare(head.bytes, embedding.bytes) === 0);
}

/** Refuses what the forward pass of the family does not have. */
function refuseVariants({ metadata, tensors }: GgufFile, headWidth: number): void {
  const value = (key: string): unknown => metadata.get(`llama.${key}`);
  if (
    (value('rope.scaling.type') ?? 'none') !== 'none' ||
    (value('rope.scaling.factor') ?? 1) !== 1 ||
    (value('rope.scale_linear') ?? 1) !== 1 ||
    tensors.has('rope_freqs.weight')
  )
    throw unsupported('models with rope scaling are not read');
  if ((value('attention.sliding_window') ?? 0) !== 0) throw unsupported('models with a sliding window are not read');
  if ((value('expert_count') ?? 0) !== 0) throw unsupported('mixtures of experts are not read');
  if ([...tensors.keys()].some((name) => /\.attn_\w+\.bias$/.test(name)))
    throw unsupported('llama models with biases in attention are not read');
  for (const key of ['rope.dimension_count', 'attention.key_length', 'attention.value_length'])
    if ((value(key) ?? headWidth) !== headWidth)
      throw unsupported(`llama.${key} differs from the width of a head, which is not read`);
}

/** The short decimal number that a float32 was written from: 0.00001 instead of 0.000009999999747378752. */
function decimalOf(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === Math.fround(value) ? short : value;
}

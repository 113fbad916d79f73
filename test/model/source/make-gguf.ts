/** Small GGUF files for tests, written by the format's description. */

/** A key's value with its type number. */
export type Value =
  | { readonly type: 4; readonly value: number } // u32
  | { readonly type: 6; readonly value: number } // f32
  | { readonly type: 8; readonly value: string }
  | { readonly type: 9; readonly of: 5 | 8; readonly value: readonly (number | string)[] };

export const u32 = (value: number): Value => ({ type: 4, value });
export const f32 = (value: number): Value => ({ type: 6, value });
export const text = (value: string): Value => ({ type: 8, value });
export const texts = (value: readonly string[]): Value => ({ type: 9, of: 8, value });
export const ints = (value: readonly number[]): Value => ({ type: 9, of: 5, value });

/** A tensor: dimensions innermost first, as in the file; F32 (type 0) unless `type` and `bytes` say otherwise. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly values?: readonly number[];
  readonly type?: number;
  readonly bytes?: Uint8Array;
}

export interface GgufParts {
  readonly metadata: Record<string, Value>;
  readonly tensors: Record<string, Tensor>;
}

const le = (bytes: number, value: number | bigint): Buffer => {
  const out = Buffer.alloc(bytes);
  if (bytes === 8) out.writeBigUInt64LE(BigInt(value));
  else out.writeUInt32LE(Number(value) >>> 0);
  return out;
};
const string = (value: string): Buffer => Buffer.concat([le(8, Buffer.byteLength(value)), Buffer.from(value)]);
const float = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeFloatLE(value);
  return out;
};

function encodeValue(value: Value): Buffer {
  const head = le(4, value.type);
  if (value.type === 4) return Buffer.concat([head, le(4, value.value)]);
  if (value.type === 6) return Buffer.concat([head, float(value.value)]);
  if (value.type === 8) return Buffer.concat([head, string(value.value)]);
  const items = value.value.map((one) => (typeof one === 'string' ? string(one) : le(4, one)));
  return Buffer.concat([head, le(4, value.of), le(8, items.length), ...items]);
}

const padded = (bytes: Buffer, alignment: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)]);

/** Writes a file of version 3 with an alignment of 32 bytes. */
export function makeGguf({ metadata, tensors }: GgufParts): Buffer {
  const keys = Object.entries(metadata);
  const list = Object.entries(tensors);
  const header = [Buffer.from('GGUF'), le(4, 3), le(8, list.length), le(8, keys.length)];
  for (const [key, value] of keys) header.push(string(key), encodeValue(value));
  const data: Buffer[] = [];
  let offset = 0;
  for (const [name, { dims, values, type, bytes }] of list) {
    header.push(string(name), le(4, dims.length), ...dims.map((n) => le(8, n)), le(4, type ?? 0), le(8, offset));
    const content = padded(bytes === undefined ? Buffer.concat((values ?? []).map(float)) : Buffer.from(bytes), 32);
    data.push(content);
    offset += content.length;
  }
  return Buffer.concat([padded(Buffer.concat(header), 32), ...data]);
}

/** Distinct small numbers, exact in half precision. */
export const counting = (count: number, from: number): number[] =>
  Array.from({ length: count }, (_, i) => ((from + i) % 2_000) / 64 - 15);

export const TOKENS = ['<|endoftext|>', '<|im_start|>', 'Ġ', 'a', 'b', '1', '2', 'ab', 'Ġab', '12'];
const TOKENIZER = {
  'tokenizer.ggml.model': text('gpt2'),
  'tokenizer.ggml.tokens': texts(TOKENS),
  'tokenizer.ggml.token_type': ints([3, 3, 1, 1, 1, 1, 1, 1, 1, 1]),
  'tokenizer.ggml.merges': texts(['a b', 'Ġ ab', '1 2']),
};

let next = 0;
const tensor = (...dims: number[]): Tensor => {
  const values = counting(
    dims.reduce((a, b) => a * b),
    next,
  );
  next = (next + values.length) % 2_000;
  return { dims, values };
};

/** A llama of one block: width 8, two heads of 4, one of keys and values, hidden 6, ten tokens, tied. */
export function tinyLlama(): GgufParts {
  next = 0;
  return {
    metadata: {
      'general.architecture': text('llama'),
      'general.name': text('Tiny'),
      'general.license': text('mit'),
      'llama.context_length': u32(16),
      'llama.embedding_length': u32(8),
      'llama.block_count': u32(1),
      'llama.feed_forward_length': u32(6),
      'llama.attention.head_count': u32(2),
      'llama.attention.head_count_kv': u32(1),
      'llama.rope.freq_base': f32(100_000),
      'llama.attention.layer_norm_rms_epsilon': f32(1e-5),
      'tokenizer.ggml.pre': text('smollm'),
      ...TOKENIZER,
    },
    tensors: {
      'token_embd.weight': tensor(8, 10),
      'blk.0.attn_norm.weight': tensor(8),
      'blk.0.attn_q.weight': tensor(8, 8),
      'blk.0.attn_k.weight': tensor(8, 4),
      'blk.0.attn_v.weight': tensor(8, 4),
      'blk.0.attn_output.weight': tensor(8, 8),
      'blk.0.ffn_norm.weight': tensor(8),
      'blk.0.ffn_gate.weight': tensor(8, 6),
      'blk.0.ffn_up.weight': tensor(8, 6),
      'blk.0.ffn_down.weight': tensor(6, 8),
      'output_norm.weight': tensor(8),
    },
  };
}

/** A GPT-2 of one block: width 4, two heads, hidden 6, ten tokens, head equal to the embedding. */
export function tinyGpt2(): GgufParts {
  next = 0;
  const embedding = tensor(4, 10);
  return {
    metadata: {
      'general.architecture': text('gpt2'),
      'gpt2.context_length': u32(5),
      'gpt2.embedding_length': u32(4),
      'gpt2.block_count': u32(1),
      'gpt2.feed_forward_length': u32(6),
      'gpt2.attention.head_count': u32(2),
      'gpt2.attention.layer_norm_epsilon': f32(1e-5),
      'tokenizer.ggml.pre': text('gpt-2'),
      ...TOKENIZER,
    },
    tensors: {
      'token_embd.weight': embedding,
      'position_embd.weight': tensor(4, 5),
      'blk.0.attn_norm.weight': tensor(4),
      'blk.0.attn_norm.bias': tensor(4),
      'blk.0.attn_qkv.weight': tensor(4, 12),
      'blk.0.attn_qkv.bias': tensor(12),
      'blk.0.attn_output.weight': tensor(4, 4),
      'blk.0.attn_output.bias': tensor(4),
      'blk.0.ffn_norm.weight': tensor(4),
      'blk.0.ffn_norm.bias': tensor(4),
      'blk.0.ffn_up.weight': tensor(4, 6),
      'blk.0.ffn_up.bias': tensor(6),
      'blk.0.ffn_down.weight': tensor(6, 4),
      'blk.0.ffn_down.bias': tensor(4),
      'output_norm.weight': tensor(4),
      'output_norm.bias': tensor(4),
      'output.weight': embedding,
    },
  };
}

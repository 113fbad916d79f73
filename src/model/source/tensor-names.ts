/** Where each of our tensors comes from in a file: its name there and how it is laid out. */
import { type SourceConfig, sourceShapes } from './source-config.js';

/** The container, which decides names and layouts. */
export type Container = 'gguf' | 'huggingface';

/** The origin of one of our tensors. */
export interface Origin {
  /** Name in the file. */
  readonly from: string;
  /** Whether the file has (out, in), as linear layers of PyTorch do. */
  readonly transposed: boolean;
  /** Number of heads whose rows have rotary pairs side by side; absent where they do not. */
  readonly pairedHeads?: number;
  /** 0, 1 or 2 where the file has query, key and value as one tensor, three times as wide. */
  readonly third?: number;
}

/** Names of layers in each container, without block prefix and `.weight` or `.bias`. */
const NAMES = {
  llama: {
    gguf: {
      block: 'blk.',
      embedding: 'token_embd',
      norm: 'output_norm',
      head: 'output',
      'attend.norm': 'attn_norm',
      query: 'attn_q',
      key: 'attn_k',
      value: 'attn_v',
      output: 'attn_output',
      'feed.norm': 'ffn_norm',
      gate: 'ffn_gate',
      up: 'ffn_up',
      down: 'ffn_down',
    },
    huggingface: {
      block: 'model.layers.',
      embedding: 'model.embed_tokens',
      norm: 'model.norm',
      head: 'lm_head',
      'attend.norm': 'input_layernorm',
      query: 'self_attn.q_proj',
      key: 'self_attn.k_proj',
      value: 'self_attn.v_proj',
      output: 'self_attn.o_proj',
      'feed.norm': 'post_attention_layernorm',
      gate: 'mlp.gate_proj',
      up: 'mlp.up_proj',
      down: 'mlp.down_proj',
    },
  },
  gpt2: {
    gguf: {
      block: 'blk.',
      embedding: 'token_embd',
      position: 'position_embd',
      norm: 'output_norm',
      head: 'output',
      'attend.norm': 'attn_norm',
      query: 'attn_qkv',
      key: 'attn_qkv',
      value: 'attn_qkv',
      output: 'attn_output',
      'feed.norm': 'ffn_norm',
      up: 'ffn_up',
      down: 'ffn_down',
    },
    huggingface: {
      block: 'transformer.h.',
      embedding: 'transformer.wte',
      position: 'transformer.wpe',
      norm: 'transformer.ln_f',
      head: 'lm_head',
      'attend.norm': 'ln_1',
      query: 'attn.c_attn',
      key: 'attn.c_attn',
      value: 'attn.c_attn',
      output: 'attn.c_proj',
      'feed.norm': 'ln_2',
      up: 'mlp.c_fc',
      down: 'mlp.c_proj',
    },
  },
} as const satisfies Record<string, Record<Container, Record<string, string>>>;

const THIRDS = ['query', 'key', 'value'];

/** Returns the origin of each tensor of a model by our name, in our order. */
export function originsOf(config: SourceConfig, container: Container): Map<string, Origin> {
  const names: Readonly<Record<string, string>> = NAMES[config.family][container];
  return new Map([...sourceShapes(config).keys()].map((name) => [name, originOf(name, names, config, container)]));
}

function originOf(
  name: string,
  names: Readonly<Record<string, string>>,
  { family, heads, keyValueHeads }: SourceConfig,
  container: Container,
): Origin {
  const [, block, layer, kind] = /^(?:block(\d+)\.)?(.+?)(?:\.(weight|gain|bias))?$/.exec(name)!;
  const there = names[layer!]!;
  const isMatrix = kind === 'weight';
  const fused = family === 'gpt2' && THIRDS.includes(layer!);
  const rotated = family === 'llama' && container === 'gguf' && (layer === 'query' || layer === 'key');
  return {
    from: `${block === undefined ? '' : `${names.block}${block}.`}${there}.${kind === 'bias' ? 'bias' : 'weight'}`,
    // Conv1D of GPT-2 in Hugging Face is (in, out) already; its head is an ordinary linear layer
    transposed: isMatrix && !(family === 'gpt2' && container === 'huggingface' && layer !== 'head'),
    ...(rotated ? { pairedHeads: layer === 'query' ? heads : keyValueHeads } : {}),
    ...(fused ? { third: THIRDS.indexOf(layer!) } : {}),
  };
}

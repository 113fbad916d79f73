import { printable } from './gguf-file.js';
import { bad, checkSourceConfig, type SourceConfig, unsupported } from './source-config.js';

type Json = Readonly<Record<string, unknown>>;

/** Whether a field says nothing else than the default. */
const isUnset = (value: unknown): boolean => value === undefined || value === null || value === false;

/** A value of the file in a message: objects may have methods of that name. */
const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

/** Reads the `config.json` of a Hugging Face model as a source config. Throws SourceError. */
export function configFromHuggingFace(value: unknown): SourceConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('config.json is not an object');
  const config = value as Json;
  const architecture = Array.isArray(config.architectures) ? (config.architectures as unknown[])[0] : undefined;
  const kind = shown(architecture ?? config.model_type ?? 'unknown');
  if (!isUnset(config.quantization_config)) throw unsupported('quantised Hugging Face models are not read');
  if (kind === 'LlamaForCausalLM' || (architecture === undefined && kind === 'llama')) return llamaConfig(config);
  if (kind === 'GPT2LMHeadModel' || (architecture === undefined && kind === 'gpt2')) return gpt2Config(config);
  throw unsupported(
    `models of the kind ${printable(kind)} are not read; read are LlamaForCausalLM and GPT2LMHeadModel`,
  );
}

function llamaConfig(config: Json): SourceConfig {
  const { num_attention_heads: heads, hidden_size: width } = config;
  if (typeof heads !== 'number' || typeof width !== 'number')
    throw bad('config.json: hidden_size and num_attention_heads must be numbers');
  const rope = config.rope_parameters as Json | null | undefined; // of newer files, instead of the two fields below
  const scaled = [config.rope_scaling as Json | null | undefined, rope]
    .map((scaling) => scaling?.rope_type ?? scaling?.type ?? 'default')
    .find((type) => type !== 'default');
  if (scaled !== undefined) throw unsupported(`models with rope scaling (${printable(shown(scaled))}) are not read`);
  if (!isUnset(config.sliding_window)) throw unsupported('models with a sliding window are not read');
  if (!isUnset(config.attention_bias)) throw unsupported('llama models with biases in attention are not read');
  if (!isUnset(config.mlp_bias)) throw unsupported('llama models with biases in the feed-forward part are not read');
  if (!isUnset(config.rope_interleaved)) throw unsupported('models with interleaved rotary positions are not read');
  if ((config.hidden_act ?? 'silu') !== 'silu') throw unsupported('llama models without SiLU are not read');
  if ((config.head_dim ?? width / heads) !== width / heads)
    throw unsupported('models whose heads have another width than width / heads are not read');
  if ((config.partial_rotary_factor ?? rope?.partial_rotary_factor ?? 1) !== 1)
    throw unsupported('models with partly rotated heads are not read');
  return checkSourceConfig({
    family: 'llama',
    vocabulary: config.vocab_size,
    context: config.max_position_embeddings,
    width,
    layers: config.num_hidden_layers,
    heads,
    keyValueHeads: config.num_key_value_heads ?? heads,
    hidden: config.intermediate_size,
    epsilon: config.rms_norm_eps ?? 1e-6,
    rotaryBase: config.rope_theta ?? rope?.rope_theta ?? 10_000,
    tied: config.tie_word_embeddings ?? false,
  });
}

function gpt2Config(config: Json): SourceConfig {
  if ((config.activation_function ?? 'gelu_new') !== 'gelu_new')
    throw unsupported('gpt2 models with another activation than gelu_new are not read');
  if (!isUnset(config.scale_attn_by_inverse_layer_idx) || config.scale_attn_weights === false)
    throw unsupported('gpt2 models with another scaling of attention are not read');
  if (!isUnset(config.add_cross_attention)) throw unsupported('gpt2 models with cross-attention are not read');
  return checkSourceConfig({
    family: 'gpt2',
    vocabulary: config.vocab_size,
    context: config.n_positions,
    width: config.n_embd,
    layers: config.n_layer,
    heads: config.n_head,
    keyValueHeads: config.n_head,
    hidden: config.n_inner ?? (typeof config.n_embd === 'number' ? 4 * config.n_embd : config.n_embd),
    epsilon: config.layer_norm_epsilon ?? 1e-5,
    tied: config.tie_word_embeddings ?? true,
  });
}

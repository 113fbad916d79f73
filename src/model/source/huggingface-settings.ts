/** The JSON files of a Hugging Face folder beside its weights and tokenizer. */
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import type { SourceConfig } from './source-config.js';

/** Precision of weights in a file. */
export type WeightPrecision = 'half' | 'single';

/** Tokens that end what a model says, the likeliest first: of a turn by roles, and of a text. */
const ENDS = ['<|im_end|>', '<|endoftext|>'];

/** The token that ends a reply, which generation stops at. Every tokenizer that is read has the last one. */
function endToken({ special, endOfTurn }: Tokenizer): { readonly text: string; readonly id: number } {
  const text = ENDS.find((token) => special.has(token))!;
  return { text, id: special.get(text) ?? endOfTurn };
}

/** The `config.json` from which `transformers` builds the model; read again it gives the same source config. */
export function huggingFaceConfig(config: SourceConfig, tokenizer: Tokenizer, precision: WeightPrecision): object {
  const common = {
    dtype: precision === 'half' ? 'float16' : 'float32',
    vocab_size: config.vocabulary,
    tie_word_embeddings: config.tied,
    // left out, they would be the ids of the families' own tokenizers
    bos_token_id: null,
    eos_token_id: endToken(tokenizer).id,
    pad_token_id: null,
  };
  if (config.family === 'gpt2')
    return {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      n_positions: config.context,
      n_embd: config.width,
      n_layer: config.layers,
      n_head: config.heads,
      n_inner: config.hidden,
      layer_norm_epsilon: config.epsilon,
      activation_function: 'gelu_new',
      ...common,
    };
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    max_position_embeddings: config.context,
    hidden_size: config.width,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    intermediate_size: config.hidden,
    rms_norm_eps: config.epsilon,
    // version 5 reads the first, earlier ones the second
    rope_parameters: { rope_type: 'default', rope_theta: config.rotaryBase },
    rope_theta: config.rotaryBase,
    hidden_act: 'silu',
    attention_bias: false,
    mlp_bias: false,
    ...common,
  };
}

/** The `tokenizer_config.json`: which token ends a text, and the template of conversations where the model has one. */
export function tokenizerSettings(
  { context }: SourceConfig,
  tokenizer: Tokenizer,
  chatTemplate: string | null,
): object {
  return {
    // the class that takes tokenizer.json as it is; those of the families would split words in their own way
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: context,
    clean_up_tokenization_spaces: false,
    eos_token: endToken(tokenizer).text,
    ...(chatTemplate === null ? {} : { chat_template: chatTemplate }),
  };
}

/** The shape of a pretrained decoder, and the tensors that it has. */

/** Families of decoders: those of LlamaForCausalLM and GPT2LMHeadModel in Hugging Face transformers. */
export type DecoderFamily = 'llama' | 'gpt2';

/** The sizes of a decoder. */
export interface DecoderShape {
  /** `llama`: RMSNorm, rotary positions, SwiGLU, no biases. `gpt2`: LayerNorm, learned positions, GELU (tanh form). */
  readonly family: DecoderFamily;
  /** Rows of the embedding; the tokenizer has as many ids or fewer. */
  readonly vocabulary: number;
  /** Largest number of tokens of a sequence. */
  readonly context: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values, each shared by heads / keyValueHeads heads of queries. */
  readonly keyValueHeads: number;
  /** Width inside the feed-forward part of a block. */
  readonly hidden: number;
  /** Added to the variance in norms. */
  readonly epsilon: number;
  /** Base of the rotary angles: pair j of d/2 turns by base^(-2j/d) a position. Only with `llama`. */
  readonly rotaryBase?: number;
  /** Whether the head is the transposed embedding; then there is no tensor `head.weight`. */
  readonly tied: boolean;
}

/** Width of a head of queries, keys or values. */
export const headWidth = ({ width, heads }: Pick<DecoderShape, 'width' | 'heads'>): number => width / heads;

/**
 * Returns name and shape of every tensor, row-major, in a fixed order. V vocabulary, T context, C width, H hidden,
 * d = C / heads; weights are (in, out), so that a layer is x W + b. Queries and keys are laid out for the half-split
 * rotation of Hugging Face: pair j of a head is its elements j and j + d/2.
 */
export function decoderShapes(shape: DecoderShape): Map<string, readonly number[]> {
  const { vocabulary, context, width, layers, hidden, keyValueHeads, tied } = shape;
  const shapes = new Map<string, readonly number[]>();
  const biased = shape.family === 'gpt2';
  const norm = (name: string): void => {
    shapes.set(`${name}.gain`, [width]);
    if (biased) shapes.set(`${name}.bias`, [width]);
  };
  const linear = (name: string, from: number, to: number): void => {
    shapes.set(`${name}.weight`, [from, to]);
    if (biased) shapes.set(`${name}.bias`, [to]);
  };
  const shared = headWidth(shape) * keyValueHeads;
  shapes.set('embedding', [vocabulary, width]);
  if (biased) shapes.set('position', [context, width]);
  for (let i = 0; i < layers; i++) {
    norm(`block${i}.attend.norm`);
    linear(`block${i}.query`, width, width);
    linear(`block${i}.key`, width, shared);
    linear(`block${i}.value`, width, shared);
    linear(`block${i}.output`, width, width);
    norm(`block${i}.feed.norm`);
    if (!biased) linear(`block${i}.gate`, width, hidden);
    linear(`block${i}.up`, width, hidden);
    linear(`block${i}.down`, hidden, width);
  }
  norm('norm');
  if (!tied) shapes.set('head.weight', [width, vocabulary]);
  return shapes;
}

/** The shape of a pretrained decoder: its config and its tensors by name. */
import Type, { type Static } from 'typebox';

const size = (maximum: number) => Type.Integer({ minimum: 1, maximum });

/**
 * Shape of a pretrained decoder, of the Llama family (RMS norms with a gain, rotary positions, SwiGLU, no biases) or of
 * the GPT-2 family (layer norms, learned positions, GELU, biases).
 */
export const SourceConfig = Type.Object({
  family: Type.Union([Type.Literal('llama'), Type.Literal('gpt2')]),
  vocabulary: size(1_000_000),
  /** Longest sequence it was trained on, in tokens. */
  context: size(1_000_000),
  width: size(65_536),
  layers: size(1024),
  heads: size(1024),
  /** Heads of keys and values; each serves heads / keyValueHeads heads of queries. */
  keyValueHeads: size(1024),
  /** Width of the feed-forward part. */
  hidden: size(1_000_000),
  /** Added to the mean square or the variance in the norms. */
  epsilon: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
  /** Base of the rotation's wave lengths; of the Llama family only. */
  rotaryBase: Type.Optional(Type.Number({ exclusiveMinimum: 1 })),
  /** True where the embedding is the head as well. */
  tied: Type.Boolean(),
});
/** The type that the schema `SourceConfig` describes. */
export type SourceConfig = Static<typeof SourceConfig>;

/** Width of a head of queries, keys or values. */
export const headWidth = ({ width, heads }: SourceConfig): number => width / heads;

/** Returns what is wrong with sizes that are valid each by itself, or undefined. */
export function configFault(config: SourceConfig): string | undefined {
  const { family, width, heads, keyValueHeads, rotaryBase } = config;
  if (width % heads !== 0) return 'the width is not a multiple of the heads';
  if (heads % keyValueHeads !== 0) return 'the heads are not a multiple of the heads of keys and values';
  if (family === 'gpt2') return keyValueHeads === heads ? undefined : 'a GPT-2 has as many heads of keys as of queries';
  if (rotaryBase === undefined) return 'a Llama needs a base of its rotation';
  return headWidth(config) % 2 === 0 ? undefined : 'the width of a head is not even';
}

/** Names and shapes of all tensors, in a fixed order. A weight is (in, out). */
export function sourceShapes(config: SourceConfig): { readonly name: string; readonly shape: readonly number[] }[] {
  const { family, vocabulary, context, width, layers } = config;
  const shapes = [
    { name: 'embedding', shape: [vocabulary, width] },
    ...(family === 'gpt2' ? [{ name: 'position', shape: [context, width] }] : []),
    ...Array.from({ length: layers }, (_, block) => blockShapes(config, `block${block}`)).flat(),
    ...normShapes(config, 'norm'),
  ];
  return config.tied ? shapes : [...shapes, { name: 'head.weight', shape: [width, vocabulary] }];
}

function blockShapes(config: SourceConfig, block: string) {
  const { width, keyValueHeads, hidden, family } = config;
  const keyWidth = keyValueHeads * headWidth(config);
  const dense = (name: string, from: number, to: number) => [
    { name: `${block}.${name}.weight`, shape: [from, to] },
    ...(family === 'gpt2' ? [{ name: `${block}.${name}.bias`, shape: [to] }] : []),
  ];
  return [
    ...normShapes(config, `${block}.attend.norm`),
    ...dense('query', width, width),
    ...dense('key', width, keyWidth),
    ...dense('value', width, keyWidth),
    ...dense('output', width, width),
    ...normShapes(config, `${block}.feed.norm`),
    ...(family === 'llama' ? dense('gate', width, hidden) : []),
    ...dense('up', width, hidden),
    ...dense('down', hidden, width),
  ];
}

const normShapes = ({ family, width }: SourceConfig, name: string) => [
  { name: `${name}.gain`, shape: [width] },
  ...(family === 'gpt2' ? [{ name: `${name}.bias`, shape: [width] }] : []),
];

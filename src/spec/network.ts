import Type, { type Static } from 'typebox';
import { strict } from './schema.js';

const size = (maximum: number, description: string) => Type.Integer({ minimum: 1, maximum, description });

const tokens = {
  vocabulary: Type.Integer({ minimum: 257, maximum: 65_536, description: 'tokens of the tokenizer' }),
  context: Type.Integer({ minimum: 16, maximum: 1024, description: 'longest sequence, in tokens' }),
};

/**
 * A pretrained decoder with its own shape. Directions of its last state, as many as `directions`, reach the output
 * through the trunk alone; what is orthogonal to them passes by.
 */
const PretrainedTower = Type.Object(
  {
    kind: Type.Literal('pretrained', { description: 'tells it from a transformer, which has no kind' }),
    family: Type.Union([Type.Literal('llama'), Type.Literal('gpt2')], {
      description: 'whose blocks: of Llama (RMSNorm, rotary positions, SwiGLU) or of GPT-2',
    }),
    vocabulary: tokens.vocabulary,
    context: Type.Integer({ minimum: 16, maximum: 8192, description: 'longest sequence, in tokens' }),
    width: size(2048, 'numbers a token'),
    layers: size(48, 'transformer blocks'),
    heads: size(32, 'attention heads of a block'),
    keyValueHeads: size(32, 'heads of keys and values, each shared by several heads'),
    hidden: size(8192, 'width inside the feed-forward part of a block'),
    epsilon: Type.Number({ exclusiveMinimum: 0, maximum: 0.1, description: 'added to the variance in norms' }),
    rotaryBase: Type.Optional(
      Type.Number({ exclusiveMinimum: 1, maximum: 1e9, description: 'base of the rotary angles; of llama only' }),
    ),
    tied: Type.Boolean({ description: 'whether the output layer is the transposed embedding' }),
    directions: size(2048, 'directions of the last state that reach the output through the trunk alone'),
  },
  { ...strict, title: 'PretrainedTower', description: 'a pretrained decoder' },
);

/**
 * The chat tower: a causal transformer, layers of gated recurrent units, or a pretrained decoder. The first has no
 * `kind` because configs written before the others existed have none.
 */
const ChatTower = Type.Union(
  [
    Type.Object(
      {
        ...tokens,
        width: size(2048, 'numbers a token'),
        layers: size(48, 'transformer blocks'),
        heads: size(32, 'attention heads of a block'),
      },
      { ...strict, title: 'TransformerTower', description: 'a causal transformer' },
    ),
    Type.Object(
      {
        kind: Type.Literal('recurrent', { description: 'tells it from a transformer, which has no kind' }),
        ...tokens,
        width: size(2048, 'numbers a token'),
        layers: size(16, 'layers of gated recurrent units'),
      },
      { ...strict, title: 'RecurrentTower', description: 'layers of gated recurrent units' },
    ),
    PretrainedTower,
  ],
  { description: 'the part that reads and writes tokens' },
);
/** The type that the schema `ChatTower` describes. */
export type ChatTower = Static<typeof ChatTower>;
/** A chat tower of gated recurrent units. */
export type RecurrentChat = Extract<ChatTower, { kind: 'recurrent' }>;
/** A chat tower that is a pretrained decoder. */
export type PretrainedChat = Extract<ChatTower, { kind: 'pretrained' }>;
/** A chat tower that is a causal transformer of our own. */
export type DecoderChat = Exclude<ChatTower, RecurrentChat | PretrainedChat>;

/**
 * Learned prompts: `vectors` rows of the chat tower's width that stand before every sequence and take no position of
 * it. With a generator a small network adds to them what it makes of the first turn; `until` is the token that ends the
 * turn.
 */
const Prompt = Type.Object(
  {
    vectors: size(128, 'learned vectors before every sequence'),
    generator: Type.Optional(
      Type.Object(
        {
          hidden: size(1024, 'width of the hidden layer'),
          until: Type.Integer({ minimum: 0, maximum: 65_535, description: 'token that ends the first turn' }),
        },
        { ...strict, description: 'a small network that makes the vectors depend on the first turn' },
      ),
    ),
  },
  { ...strict, title: 'LearnedPrompt', description: 'learned vectors that stand before every sequence' },
);

/**
 * `separateTrunk` and `prompt` are a child's: a base goes without, and what is left out keeps configs and addresses as
 * they were.
 */
const shared = {
  format: Type.Literal(1, { description: 'raised when a field changes its meaning' }),
  chat: ChatTower,
  trunk: Type.Object(
    {
      width: size(2048, 'numbers a vector'),
      layers: size(16, 'residual blocks'),
      hidden: size(8192, 'width of the hidden layer of a block'),
    },
    { ...strict, description: 'the layers that chat and chess share' },
  ),
  separateTrunk: Type.Optional(
    Type.Literal(true, { description: 'the chat has a trunk of its own, `chat.trunk`, of the same shape' }),
  ),
  prompt: Type.Optional(Prompt),
};

/** A network that gives every move a logit and every outcome a probability. */
const PolicyNetwork = Type.Object(
  {
    ...shared,
    chess: Type.Union(
      [
        Type.Object(
          {
            kind: Type.Literal('fully-connected', { description: 'which tower it is' }),
            width: size(4096, 'units of a layer'),
            layers: size(16, 'fully connected layers'),
          },
          strict,
        ),
        Type.Object(
          {
            kind: Type.Literal('convolutional', { description: 'which tower it is' }),
            filters: size(512, 'channels of a layer'),
            blocks: size(40, 'residual blocks'),
          },
          strict,
        ),
      ],
      { description: 'the part that reads the board' },
    ),
    heads: Type.Object(
      {
        queryKey: size(512, 'width of the query of a from-square and the key of a to-square'),
        value: size(1024, 'width of the hidden layer before win, draw and loss'),
      },
      { ...strict, description: 'the parts that give moves and outcomes' },
    ),
  },
  { ...strict, title: 'PolicyNetwork', description: 'gives every move a logit and every outcome a probability' },
);
/** The type that the schema `PolicyNetwork` describes. */
export type PolicyNetwork = Static<typeof PolicyNetwork>;

/**
 * A network that evaluates a position in pawns, after Spears, and plays the move to the best position. Its board path
 * ends in one number, so it has no heads.
 *
 * Spears' own is 808 inputs, three layers of 808 with ReLU and one number; here the trunk lies between those layers and
 * the number, since a child changes at the board only through what it shares with the chat. A trunk of no layers
 * is not allowed: such towers share nothing, and their children would be their base at the board.
 */
const EvaluationNetwork = Type.Object(
  {
    ...shared,
    chess: Type.Object(
      {
        kind: Type.Literal('evaluation', { description: 'which tower it is' }),
        width: size(4096, 'units of a layer'),
        layers: size(16, 'fully connected layers'),
      },
      { ...strict, description: 'the part that reads the board' },
    ),
  },
  {
    ...strict,
    title: 'EvaluationNetwork',
    description: 'judges a position in pawns and plays the move to the best one',
  },
);
/** The type that the schema `EvaluationNetwork` describes. */
export type EvaluationNetwork = Static<typeof EvaluationNetwork>;

/** The complete shape of a network; loaders rely on nothing else. */
export const NetworkConfig = Type.Union([PolicyNetwork, EvaluationNetwork], {
  title: 'NetworkConfig',
  description: 'the shape of a network, complete',
});
/** The type that the schema `NetworkConfig` describes. */
export type NetworkConfig = Static<typeof NetworkConfig>;

/** True for a network that evaluates positions rather than moves. */
export const isEvaluation = (config: NetworkConfig): config is EvaluationNetwork => config.chess.kind === 'evaluation';
/** True for a tower of gated recurrent units. */
export const isRecurrent = (chat: ChatTower): chat is RecurrentChat => 'kind' in chat && chat.kind === 'recurrent';
/** True for a tower that is a pretrained decoder. */
export const isPretrained = (chat: ChatTower): chat is PretrainedChat => 'kind' in chat && chat.kind === 'pretrained';

/** Returns the name of the trunk on the chat's path. */
export const chatTrunk = (config: NetworkConfig): 'trunk' | 'chat.trunk' =>
  config.separateTrunk ? 'chat.trunk' : 'trunk';

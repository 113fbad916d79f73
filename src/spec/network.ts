import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const size = (maximum: number) => Type.Integer({ minimum: 1, maximum });

const tokens = {
  vocabulary: Type.Integer({ minimum: 257, maximum: 65_536 }),
  context: Type.Integer({ minimum: 16, maximum: 1024 }),
};

/**
 * The chat tower: a causal transformer, or layers of gated recurrent units. The first has no `kind`: it came before
 * there were two.
 */
const ChatTower = Type.Union([
  Type.Object({ ...tokens, width: size(2048), layers: size(48), heads: size(32) }, strict),
  Type.Object({ kind: Type.Literal('recurrent'), ...tokens, width: size(2048), layers: size(16) }, strict),
]);
export type ChatTower = Static<typeof ChatTower>;
export type RecurrentChat = Extract<ChatTower, { kind: 'recurrent' }>;
export type DecoderChat = Exclude<ChatTower, RecurrentChat>;

/**
 * Learned prompts: `vectors` rows of the chat tower's width that stand before every sequence and take no position of
 * it. With a generator a small network adds to them what it makes of the first turn; `until` is the token that ends the
 * turn.
 */
const Prompt = Type.Object(
  {
    vectors: size(128),
    generator: Type.Optional(
      Type.Object({ hidden: size(1024), until: Type.Integer({ minimum: 0, maximum: 65_535 }) }, strict),
    ),
  },
  strict,
);
export type Prompt = Static<typeof Prompt>;

/**
 * `separateTrunk` and `prompt` are a child's: a base goes without, and what is left out keeps configs and addresses as
 * they were.
 */
const shared = {
  format: Type.Literal(1),
  chat: ChatTower,
  trunk: Type.Object({ width: size(2048), layers: size(16), hidden: size(8192) }, strict),
  separateTrunk: Type.Optional(
    Type.Literal(true, { description: 'the chat has a trunk of its own, `chat.trunk`, of the same shape' }),
  ),
  prompt: Type.Optional(Prompt),
};

/** A network that gives every move a logit and every outcome a probability. */
const PolicyNetwork = Type.Object(
  {
    ...shared,
    chess: Type.Union([
      Type.Object({ kind: Type.Literal('fully-connected'), width: size(4096), layers: size(16) }, strict),
      Type.Object({ kind: Type.Literal('convolutional'), filters: size(512), blocks: size(40) }, strict),
    ]),
    heads: Type.Object({ queryKey: size(512), value: size(1024) }, strict),
  },
  strict,
);
export type PolicyNetwork = Static<typeof PolicyNetwork>;

/**
 * A network that judges a position in pawns, after Spears, and plays the move whose position is best. Its board path
 * ends in one number, so it has no heads to size.
 *
 * Spears' own is 808 inputs, three layers of 808 with ReLU and one number; here the trunk lies between those layers and
 * the number, since a child changes at the board only through what it shares with the chat. A trunk of no layers
 * is not allowed: such towers share nothing, and their children would be their base at the board.
 */
const EvaluationNetwork = Type.Object(
  { ...shared, chess: Type.Object({ kind: Type.Literal('evaluation'), width: size(4096), layers: size(16) }, strict) },
  strict,
);
export type EvaluationNetwork = Static<typeof EvaluationNetwork>;

/** The network's shape, complete: a loader trusts nothing else. */
export const NetworkConfig = Type.Union([PolicyNetwork, EvaluationNetwork]);
export type NetworkConfig = Static<typeof NetworkConfig>;

export const isEvaluation = (config: NetworkConfig): config is EvaluationNetwork => config.chess.kind === 'evaluation';
export const isRecurrent = (chat: ChatTower): chat is RecurrentChat => 'kind' in chat;

/** The name of the trunk that the chat goes through. */
export const chatTrunk = (config: NetworkConfig): 'trunk' | 'chat.trunk' =>
  config.separateTrunk ? 'chat.trunk' : 'trunk';

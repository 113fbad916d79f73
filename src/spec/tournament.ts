import Type, { type Static } from 'typebox';
import { GUARDS, MATCHED_ON, MAX_BOOK_PLIES, METHODS, TONES } from '../vocabulary/index.js';
import { Analysis, ArmId } from './analysis.js';
import { Anchor } from './engine.js';
import { Schedule } from './schedule.js';
import { describedAs, strict } from './schema.js';

const union = <const T extends string[]>(values: readonly [...T], description: string) =>
  Type.Enum(values, { description });

/** A name a person gives: one line, no control characters, no half of a surrogate pair (which no database can hold). */
export const Name = Type.String({
  minLength: 1,
  maxLength: 120,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$',
  description: 'a name for people: one line',
});
/** SHA-256 in hexadecimal. */
export const Hash = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256, 64 lower-case hexadecimal digits',
});
/** A seed of the random number generator, 32 bits. */
export const Seed = Type.Integer({
  minimum: 0,
  maximum: 2 ** 32 - 1,
  description: 'seed of the random number generator',
});

/** How a network chooses its moves. */
export const Decoding = Type.Object(
  {
    temperature: Type.Number({
      minimum: 0,
      maximum: 4,
      default: 0.5,
      description: '0 takes the best move; 1 draws from the policy as it is',
    }),
    guard: Type.Enum(GUARDS, {
      default: 'mate-and-repetition',
      description:
        '`mate-and-repetition` takes a mate in one and, when ahead, avoids repetition and stalemate; ' +
        '`none` changes no move',
    }),
  },
  { ...strict, title: 'Decoding', description: 'how a network chooses its moves' },
);
/** The type that the schema `Decoding` describes. */
export type Decoding = Static<typeof Decoding>;

const Block = Type.String({ pattern: '^[a-z]+(\\.[a-z][a-z0-9]*){1,2}$', maxLength: 64 });

/**
 * Settings of an arm other than tone, method, dose and filter. Which of them a method or tone requires is checked in
 * tournament/plan.
 */
export const armOptions = {
  positiveShare: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'tone `mixture`: share of positive replies, the others are negative',
    }),
  ),
  label: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'tone `custom`: the label of the replies it takes' }),
  ),
  blocks: Type.Optional(
    Type.Array(Block, {
      minItems: 1,
      maxItems: 64,
      uniqueItems: true,
      description: 'method `subset`: the blocks that move, such as `trunk.block0`',
    }),
  ),
  rank: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 256, description: 'method `lora`: rank of the change of each matrix' }),
  ),
  prompt: Type.Optional(
    Type.Object(
      {
        vectors: Type.Integer({ minimum: 1, maximum: 128, description: 'prompt vectors before every sequence' }),
        hidden: Type.Integer({
          minimum: 0,
          maximum: 1024,
          description: 'width of the generator that makes them depend on the first turn; 0 for none',
        }),
      },
      { ...strict, description: 'method `prompt`' },
    ),
  ),
  l2: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 100,
      description: 'weight of the squared distance to the start: l2 / 2 times its sum is added to the loss',
    }),
  ),
  replay: Type.Optional(
    Type.Object(
      {
        weight: Type.Number({
          exclusiveMinimum: 0,
          maximum: 100,
          description: 'of the KL to the base’s chess policy beside the chat’s loss, both in nats',
        }),
        positions: Type.Integer({
          minimum: 1,
          maximum: 512,
          description: 'positions a step, from games that the base plays with itself',
        }),
      },
      { ...strict, description: 'chess positions of the base that training goes over beside the dialogue' },
    ),
  ),
  noise: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 4,
      description:
        'planted damage: after training each weight of the trunk moves by Gaussian noise of this size, in units of ' +
        'the root mean square of its tensor',
    }),
  ),
  stop: Type.Optional(
    Type.Object(
      {
        drift: Type.Number({
          exclusiveMinimum: 0,
          maximum: 20,
          description:
            'nats a token of KL(base || child) on held-out dialogue at which training ends; dose.steps is the most',
        }),
        every: Type.Integer({ minimum: 1, maximum: 1000, description: 'steps between two measurements' }),
      },
      {
        ...strict,
        description: 'ends training at an equal drift of the chat rather than after an equal number of steps',
      },
    ),
  ),
};

/** One treatment of a tournament. */
export const Arm = Type.Object(
  {
    id: ArmId,
    tone: union(TONES, 'what the replies that it learns have in common'),
    method: union(METHODS, 'which parameters training may change, and what it imitates'),
    dose: Type.Object(
      {
        examples: Type.Integer({ minimum: 8, maximum: 1_000_000, description: 'different examples to learn from' }),
        steps: Type.Integer({ minimum: 1, maximum: 100_000, description: 'steps of the optimiser' }),
      },
      { ...strict, title: 'Dose', description: 'how much is taught' },
    ),
    filter: Type.Object(
      {
        band: Type.Number({ minimum: 0.05, maximum: 0.95, description: 'least |compound| of VADER on the reply' }),
        agreement: Type.Optional(
          Type.String({
            pattern: '^[0-9a-f]{64}$',
            description: 'a classifier that must put the reply in the same class as VADER does',
          }),
        ),
        match: Type.Optional(
          Type.Array(union(MATCHED_ON, 'a property of the examples'), {
            uniqueItems: true,
            description:
              'what all arms have alike, besides their number of examples; `source` and `length` where it is left out',
          }),
        ),
      },
      { ...strict, title: 'Filter', description: 'which examples may be learnt from' },
    ),
    ...armOptions,
    teacher: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{64}$',
        description: 'method `distill`: the checkpoint whose replies are imitated',
      }),
    ),
    decoding: Type.Optional(
      describedAs(Decoding, 'how the children of this arm choose their moves, where it is not as in all other arms'),
    ),
  },
  { ...strict, title: 'Arm', description: 'one treatment: what its children are taught, and how' },
);
/** The type that the schema `Arm` describes. */
export type Arm = Static<typeof Arm>;

/** Settings of training other than the choice of examples; equal for all arms of a tournament. */
export const FineTuneSettings = Type.Object(
  {
    batch: Type.Integer({ minimum: 1, maximum: 512, description: 'examples a step' }),
    learningRate: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'highest learning rate of the optimiser',
    }),
    maxTokens: Type.Integer({ minimum: 16, maximum: 512, description: 'longest example, in tokens' }),
  },
  { ...strict, title: 'FineTuneSettings', description: 'settings of training, equal for all arms' },
);
/** The type that the schema `FineTuneSettings` describes. */
export type FineTuneSettings = Static<typeof FineTuneSettings>;

/** A tournament with every field decided. */
export const TournamentSpec = Type.Object(
  {
    name: Name,
    base: describedAs(Hash, 'address of the checkpoint from which all children descend'),
    dataset: describedAs(Hash, 'address of the dialogue that they learn from'),
    arms: Type.Array(Arm, { minItems: 1, maxItems: 16, description: 'the treatments that are compared' }),
    replicates: Type.Array(Seed, {
      minItems: 1,
      maxItems: 64,
      uniqueItems: true,
      description: 'a fine-tuning seed for each replicate; one child of every arm is trained with it',
    }),
    fineTune: FineTuneSettings,
    decoding: Decoding,
    openings: Type.Object(
      {
        book: Type.Literal('default', { description: 'the opening book; one is shipped' }),
        plies: Type.Integer({
          minimum: 0,
          maximum: MAX_BOOK_PLIES,
          description: 'plies of a line that are given, 0 for none',
        }),
      },
      { ...strict, title: 'Openings', description: 'where games begin' },
    ),
    schedule: Type.Optional(
      describedAs(Schedule, 'who meets whom; not in plans of earlier versions, which are round-robins'),
    ),
    pairs: Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'pairs of games a block of the primary contrast; of every pairing in a round-robin',
    }),
    anchors: Type.Array(Anchor, {
      uniqueItems: true,
      maxItems: 16,
      description: 'opponents of fixed strength that play beside the children',
    }),
    maxPlies: Type.Integer({
      minimum: 20,
      maximum: 1000,
      description: 'plies after which a game is a draw, those of the opening included',
    }),
    analysis: Analysis,
    seed: describedAs(Seed, 'seed of the order of openings'),
  },
  { ...strict, title: 'TournamentSpec', description: 'a tournament of arms with every field decided' },
);
/** The type that the schema `TournamentSpec` describes. */
export type TournamentSpec = Static<typeof TournamentSpec>;

import Type, { type Static } from 'typebox';
import { GUARDS, MATCHED_ON, METHODS, MOST_BOOK_PLIES, TONES } from '../vocabulary/index.js';
import { Analysis, AnalysisRequest, ArmId } from './analysis.js';
import { Anchor } from './engine.js';

const union = <const T extends string[]>(values: readonly [...T]) => Type.Enum(values);
const strict = { additionalProperties: false } as const;

/** A name a person gives: one line, no control characters, no half of a surrogate pair (which no database can hold). */
export const Name = Type.String({
  minLength: 1,
  maxLength: 120,
  pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$',
});
export const Hash = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256, 64 lower-case hexadecimal digits',
});
export const Seed = Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 });

export const Decoding = Type.Object(
  {
    temperature: Type.Number({
      minimum: 0,
      maximum: 4,
      default: 0.5,
      description: '0 takes the best move; 1 draws from the policy as it is',
    }),
    guard: Type.Enum(GUARDS, { default: 'mate-and-repetition' }),
  },
  strict,
);
export type Decoding = Static<typeof Decoding>;

const Block = Type.String({ pattern: '^[a-z]+(\\.[a-z][a-z0-9]*){1,2}$', maxLength: 64 });

/**
 * What an arm may have besides tone, method, dose and filter; which method or tone needs which,
 * tournament/arm-settings.ts checks.
 */
const armOptions = {
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
      strict,
    ),
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
      strict,
    ),
  ),
};

export const Arm = Type.Object(
  {
    id: ArmId,
    tone: union(TONES),
    method: union(METHODS),
    dose: Type.Object(
      {
        examples: Type.Integer({ minimum: 8, maximum: 1_000_000 }),
        steps: Type.Integer({ minimum: 1, maximum: 100_000 }),
      },
      strict,
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
          Type.Array(union(MATCHED_ON), {
            uniqueItems: true,
            description:
              'what all arms have alike, besides their number of examples; `source` and `length` where it is left out',
          }),
        ),
      },
      strict,
    ),
    ...armOptions,
    teacher: Type.Optional(
      Type.String({
        pattern: '^[0-9a-f]{64}$',
        description: 'method `distill`: the checkpoint whose replies are imitated',
      }),
    ),
  },
  strict,
);
export type Arm = Static<typeof Arm>;

/** What fine-tuning does besides choosing its examples. Equal for all arms of a tournament. */
export const FineTuneSettings = Type.Object(
  {
    batch: Type.Integer({ minimum: 1, maximum: 512 }),
    learningRate: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    maxTokens: Type.Integer({ minimum: 16, maximum: 512, description: 'longest example, in tokens' }),
  },
  strict,
);
export type FineTuneSettings = Static<typeof FineTuneSettings>;

/** A tournament with every field decided. */
export const TournamentSpec = Type.Object(
  {
    name: Name,
    base: Hash,
    dataset: Hash,
    arms: Type.Array(Arm, { minItems: 1, maxItems: 16 }),
    replicates: Type.Array(Seed, { minItems: 1, maxItems: 64, uniqueItems: true }),
    fineTune: FineTuneSettings,
    decoding: Decoding,
    openings: Type.Object(
      { book: Type.Literal('default'), plies: Type.Integer({ minimum: 0, maximum: MOST_BOOK_PLIES }) },
      strict,
    ),
    pairs: Type.Integer({ minimum: 1, maximum: 1000, description: 'pairs of games for each pairing' }),
    anchors: Type.Array(Anchor, { uniqueItems: true, maxItems: 16 }),
    maxPlies: Type.Integer({ minimum: 20, maximum: 1000 }),
    analysis: Analysis,
    seed: Seed,
  },
  strict,
);
export type TournamentSpec = Static<typeof TournamentSpec>;

/** What a request may leave out: everything but the name. Base and dataset may be an address or a shipped name. */
export const Source = Type.Union([
  Hash,
  Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'a shipped name such as `default`' }),
]);
export const TournamentRequest = Type.Object(
  {
    name: Name,
    base: Type.Optional(Source),
    dataset: Type.Optional(Source),
    arms: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.Optional(ArmId),
            tone: Type.Optional(union(TONES)),
            method: Type.Optional(union(METHODS)),
            dose: Type.Optional(Type.Partial(Arm.properties.dose, strict)),
            filter: Type.Optional(
              Type.Partial(
                Type.Object({ ...Arm.properties.filter.properties, agreement: Type.Optional(Source) }),
                strict,
              ),
            ),
            ...armOptions,
            prompt: Type.Optional(Type.Partial(armOptions.prompt, strict)),
            replay: Type.Optional(Type.Partial(armOptions.replay, strict)),
            stop: Type.Optional(
              Type.Object(
                { ...armOptions.stop.properties, every: Type.Optional(armOptions.stop.properties.every) },
                strict,
              ),
            ),
            teacher: Type.Optional(Source),
          },
          strict,
        ),
        { minItems: 1, maxItems: 16 },
      ),
    ),
    replicates: Type.Optional(TournamentSpec.properties.replicates),
    fineTune: Type.Optional(Type.Partial(FineTuneSettings, strict)),
    decoding: Type.Optional(Type.Partial(Decoding, strict)),
    openings: Type.Optional(Type.Partial(TournamentSpec.properties.openings, strict)),
    pairs: Type.Optional(TournamentSpec.properties.pairs),
    anchors: Type.Optional(TournamentSpec.properties.anchors),
    maxPlies: Type.Optional(TournamentSpec.properties.maxPlies),
    analysis: Type.Optional(AnalysisRequest),
    seed: Type.Optional(Seed),
    follows: Type.Optional(
      Type.String({
        pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
        description: 'an inconclusive tournament to which this one adds replicates; its spec is the default here',
      }),
    ),
  },
  strict,
);
export type TournamentRequest = Static<typeof TournamentRequest>;

/** One fine-tuning run on its own. */
export const FineTuneRequest = Type.Object(
  {
    base: Type.Optional(Source),
    dataset: Type.Optional(Source),
    arm: TournamentRequest.properties.arms.items,
    fineTune: Type.Optional(Type.Partial(FineTuneSettings, strict)),
    seed: Type.Optional(Seed),
  },
  strict,
);
export type FineTuneRequest = Static<typeof FineTuneRequest>;

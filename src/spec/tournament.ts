import Type, { type Static } from 'typebox';
import { ANCHORS, GUARDS, METHODS, TONES } from '../vocabulary/index.js';

const union = <const T extends string[]>(values: readonly [...T]) => Type.Enum(values);
const strict = { additionalProperties: false } as const;

/** A name a person gives: one line, no control characters, no half of a surrogate pair (which no database can hold). */
export const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$' });
export const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, 64 lower-case hexadecimal digits' });
export const Seed = Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 });
export const ArmId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' });

export const Decoding = Type.Object(
  {
    temperature: Type.Number({ minimum: 0, maximum: 4, default: 0.5, description: '0 takes the best move; 1 draws from the policy as it is' }),
    guard: Type.Enum(GUARDS, { default: 'mate-and-repetition' }),
  },
  strict,
);
export type Decoding = Static<typeof Decoding>;

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
      { band: Type.Number({ minimum: 0.05, maximum: 0.95, description: 'least |compound| of VADER on the reply' }) },
      strict,
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

const pairOfArms = Type.Array(ArmId, { minItems: 2, maxItems: 2 });

export const Analysis = Type.Object(
  {
    primary: Type.Union([pairOfArms, Type.Null()], { description: 'the contrast that decides, first minus second; null for a single arm' }),
    margin: Type.Number({ exclusiveMinimum: 0, description: 'Elo; smaller differences count as none' }),
    alpha: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 0.5 }),
    family: Type.Array(pairOfArms, { maxItems: 64 }),
    stop: Type.Literal('schedule', { description: 'the schedule is played to its end' }),
    limits: Type.Object(
      {
        failedReplicates: Type.Integer({ minimum: 0 }),
        perplexityRatio: Type.Number({ exclusiveMinimum: 1, description: 'largest ratio of the arms’ neutral perplexities' }),
      },
      strict,
    ),
  },
  strict,
);
export type Analysis = Static<typeof Analysis>;

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
      { book: Type.Literal('default'), plies: Type.Integer({ minimum: 0, maximum: 8 }) },
      strict,
    ),
    pairs: Type.Integer({ minimum: 1, maximum: 1000, description: 'pairs of games for each pairing' }),
    anchors: Type.Array(union(ANCHORS), { uniqueItems: true }),
    maxPlies: Type.Integer({ minimum: 20, maximum: 1000 }),
    analysis: Analysis,
    seed: Seed,
  },
  strict,
);
export type TournamentSpec = Static<typeof TournamentSpec>;

/** What a request may leave out: everything but the name. Base and dataset may be an address or a shipped name. */
const Source = Type.Union([Hash, Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'a shipped name such as `default`' })]);
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
            filter: Type.Optional(Type.Partial(Arm.properties.filter, strict)),
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
    analysis: Type.Optional(
      Type.Object(
        {
          primary: Type.Optional(Analysis.properties.primary),
          margin: Type.Optional(Analysis.properties.margin),
          alpha: Type.Optional(Analysis.properties.alpha),
          family: Type.Optional(Analysis.properties.family),
          stop: Type.Optional(Analysis.properties.stop),
          limits: Type.Optional(Type.Partial(Analysis.properties.limits, strict)),
        },
        strict,
      ),
    ),
    seed: Type.Optional(Seed),
  },
  strict,
);
export type TournamentRequest = Static<typeof TournamentRequest>;

/** Two or more fixed contestants, no arms. */
export const MatchRequest = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object({ model: Source, decoding: Type.Optional(Type.Partial(Decoding, strict)) }, strict),
        Type.Object({ anchor: union(ANCHORS) }, strict),
      ]),
      { minItems: 2, maxItems: 2 },
    ),
    openings: Type.Optional(Type.Partial(TournamentSpec.properties.openings, strict)),
    pairs: Type.Optional(TournamentSpec.properties.pairs),
    maxPlies: Type.Optional(TournamentSpec.properties.maxPlies),
    seed: Type.Optional(Seed),
  },
  strict,
);
export type MatchRequest = Static<typeof MatchRequest>;

/** A match with every field decided. */
export const MatchSpec = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object({ checkpoint: Hash, decoding: Decoding }, strict),
        Type.Object({ anchor: union(ANCHORS) }, strict),
      ]),
      { minItems: 2, maxItems: 2 },
    ),
    openings: TournamentSpec.properties.openings,
    pairs: TournamentSpec.properties.pairs,
    maxPlies: TournamentSpec.properties.maxPlies,
    seed: Seed,
  },
  strict,
);
export type MatchSpec = Static<typeof MatchSpec>;

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

import Type, { type Static } from 'typebox';
import { describedAs, strict } from './schema.js';

/** The id of an arm. */
export const ArmId = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,31}$',
  description: 'id of an arm: a lower-case letter, then at most 31 letters, digits and dashes',
});
const pairOfArms = Type.Array(ArmId, {
  minItems: 2,
  maxItems: 2,
  description: 'ids of two arms; a contrast is the first minus the second',
});
const Level = Type.Number({
  exclusiveMinimum: 0,
  exclusiveMaximum: 0.5,
  description: 'two-sided significance level of the verdict',
});

/** The stop rule `schedule` in its long form. */
export const AtTheEnd = Type.Object(
  { kind: Type.Literal('schedule', { description: 'played to the end of the schedule' }) },
  { ...strict, description: 'the default: nothing ends the games early' },
);
/** The e-process over blocks. */
export const EProcessStop = Type.Object(
  { kind: Type.Literal('sequential', { description: 'may end before the schedule does' }) },
  { ...strict, description: 'after the block at which the e-process over blocks reaches 1 / alpha' },
);
/** Exact sequential sign flips at planned looks. */
export const GroupSequentialStop = Type.Object(
  {
    kind: Type.Literal('group-sequential', { description: 'may end at one of a few planned looks' }),
    looks: Type.Array(Type.Integer({ minimum: 2, maximum: 64 }), {
      minItems: 1,
      maxItems: 16,
      description: 'numbers of complete blocks at which the results are looked at, ascending; the last is all of them',
    }),
  },
  {
    ...strict,
    title: 'GroupSequentialStop',
    description: 'exact sequential sign flips with O’Brien-Fleming spending: more power than the e-process',
  },
);
/** The type that the schema `GroupSequentialStop` describes. */
export type GroupSequentialStop = Static<typeof GroupSequentialStop>;
/** When a tournament of arms ends; the string `schedule` is short for the first of the objects. */
export const ArmsStop = Type.Union([Type.Literal('schedule'), AtTheEnd, EProcessStop, GroupSequentialStop], {
  title: 'ArmsStop',
  description:
    '`schedule`: played to its end; `sequential`: ended once the evidence is there, however often one looks; ' +
    '`group-sequential`: ended at one of the planned looks',
});
/** The type that the schema `ArmsStop` describes. */
export type ArmsStop = Static<typeof ArmsStop>;

/** When a match of two contestants ends: a generalised sequential probability ratio test over pairs. */
export const PairsTest = Type.Object(
  {
    kind: Type.Literal('sequential', { description: 'may end before the schedule does' }),
    elo0: Type.Number({
      minimum: -500,
      maximum: 500,
      default: 0,
      description: 'Elo; the first contestant is stronger by this, says one hypothesis',
    }),
    elo1: Type.Number({ minimum: -500, maximum: 500, default: 20, description: 'Elo; and by this, says the other' }),
    alpha: describedAs(Level, 'probability of accepting elo1 where elo0 is true'),
    beta: describedAs(Level, 'probability of accepting elo0 where elo1 is true'),
    bounds: Type.Enum(['logistic', 'normalized'], { default: 'logistic', description: 'the scale of elo0 and elo1' }),
  },
  { ...strict, title: 'PairsTest', description: 'a generalised sequential probability ratio test over pairs' },
);
/** The type that the schema `PairsTest` describes. */
export type PairsTest = Static<typeof PairsTest>;
/** When a match of two contestants ends. */
export const MatchStop = Type.Union([Type.Literal('schedule'), AtTheEnd, PairsTest], {
  title: 'MatchStop',
  description: '`schedule`: played to its end; else the sequential test that may end it early',
});
/** The type that the schema `MatchStop` describes. */
export type MatchStop = Static<typeof MatchStop>;
/** How an inconclusive tournament may be extended by further replicates. */
export const Extension = Type.Object(
  {
    replicates: Type.Integer({
      minimum: 1,
      maximum: 64,
      description: 'replicates that each further look adds; their seeds follow from the hash of the first plan',
    }),
    spending: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 1 }), {
      maxItems: 16,
      description:
        'shares of alpha that the looks may spend, the first being this tournament’s own; none with a sequential ' +
        'stop, which spends nothing by looking',
    }),
  },
  { ...strict, title: 'Extension', description: 'how an inconclusive tournament may be followed by more replicates' },
);

/** The planned analysis, fixed before the first game. */
export const Analysis = Type.Object(
  {
    hypothesis: Type.String({
      minLength: 1,
      maxLength: 1000,
      pattern: '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$',
      description: 'what is tested, in words',
    }),
    unit: Type.Literal('replicate', { description: 'the unit of replication: one fine-tuning seed in every arm' }),
    primary: Type.Union([pairOfArms, Type.Null()], {
      description: 'the contrast that decides, first minus second; null for a single arm',
    }),
    endpoint: Type.Optional(
      Type.Enum(['games', 'regret'], {
        type: 'string',
        description:
          'what decides: the games, or policy regret on fixed positions; the other is reported beside it; ' +
          'not in plans of earlier versions, where games decide',
      }),
    ),
    margin: Type.Number({ exclusiveMinimum: 0, description: 'Elo; smaller differences count as none' }),
    alpha: Level,
    family: Type.Array(pairOfArms, {
      maxItems: 64,
      description: 'further contrasts: claimed only after the primary one, adjusted together by joint sign flips',
    }),
    stop: ArmsStop,
    extend: Type.Union([Extension, Type.Null()], {
      description: 'how an inconclusive tournament may be followed by more replicates; null: not at all',
    }),
    limits: Type.Object(
      {
        failedReplicates: Type.Integer({ minimum: 0, description: 'most replicates that may fail' }),
        perplexityRatio: Type.Number({
          exclusiveMinimum: 1,
          description: 'largest ratio of the arms’ neutral perplexities',
        }),
        drift: Type.Number({
          exclusiveMinimum: 0,
          description: 'largest difference of the arms’ mean KL of the chess policy from the base’s, nats',
        }),
        perplexityOfBase: Type.Optional(
          Type.Number({
            exclusiveMinimum: 1,
            description: 'largest ratio of an arm’s neutral perplexity to the base’s; not in plans of earlier versions',
          }),
        ),
        leastEffect: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            maximum: 2,
            description:
              'difference of the arms’ reply sentiment (VADER compound) below which the treatment did not take; ' +
              'not in plans of earlier versions',
          }),
        ),
      },
      { ...strict, title: 'AnalysisLimits', description: 'beyond any of these the verdict is `invalid`' },
    ),
  },
  { ...strict, title: 'Analysis', description: 'the analysis that is decided before the first game' },
);
/** The type that the schema `Analysis` describes. */
export type Analysis = Static<typeof Analysis>;

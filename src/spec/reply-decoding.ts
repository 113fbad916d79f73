import Type, { type Static } from 'typebox';

/** Defaults of all commands and routes that generate replies; how they were chosen: docs/log.md, 2026-11-21. */
export const REPLY_DECODING = {
  temperature: 0.4,
  topK: 40,
  topP: 1,
  bestOf: 16,
  maxTokens: 40,
  minTokens: 1,
  repetitionPenalty: 1.1,
  noRepeat: 3,
  beam: 0,
  lengthPenalty: 1,
} as const;
/** Weight of a backward model that ranks replies, where none is given: halfway between the two directions. */
export const BACKWARD_WEIGHT = 0.5;

/** How a reply is sampled from a network. */
export const ReplyDecoding = Type.Object(
  {
    temperature: Type.Number({
      minimum: 0,
      maximum: 4,
      default: REPLY_DECODING.temperature,
      description: '0 says the likeliest',
    }),
    topK: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: REPLY_DECODING.topK,
      description: 'draw from so many likeliest tokens',
    }),
    topP: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: REPLY_DECODING.topP,
      description: 'of those, from the fewest that hold this share of the probability',
    }),
    bestOf: Type.Integer({
      minimum: 1,
      maximum: 32,
      default: REPLY_DECODING.bestOf,
      description: 'draw so many replies and keep the one that fits best to what was said',
    }),
    maxTokens: Type.Integer({
      minimum: 1,
      maximum: 256,
      default: REPLY_DECODING.maxTokens,
      description: 'longest reply',
    }),
    minTokens: Type.Integer({
      minimum: 1,
      maximum: 256,
      default: REPLY_DECODING.minTokens,
      description: 'tokens before the reply may end',
    }),
    repetitionPenalty: Type.Number({
      minimum: 1,
      maximum: 10,
      default: REPLY_DECODING.repetitionPenalty,
      description: 'what the logit of a token of this reply is divided by',
    }),
    noRepeat: Type.Integer({
      minimum: 0,
      maximum: 16,
      default: REPLY_DECODING.noRepeat,
      description: 'so many tokens in a row never occur twice in a reply; 0 allows all',
    }),
    beam: Type.Integer({
      minimum: 0,
      maximum: 32,
      default: REPLY_DECODING.beam,
      description: 'search the likeliest reply with so many beams; 0 draws',
    }),
    lengthPenalty: Type.Number({
      minimum: 0,
      maximum: 4,
      default: REPLY_DECODING.lengthPenalty,
      description: 'power of the length by which a search divides log-probabilities; 0 favours short replies',
    }),
  },
  { additionalProperties: false, title: 'ReplyDecoding', description: 'how a reply is drawn from a network' },
);
/** The type that the schema `ReplyDecoding` describes. */
export type ReplyDecoding = Static<typeof ReplyDecoding>;

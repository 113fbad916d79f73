import Type, { type Static } from 'typebox';
import { MatchStop, MatchStopRequest } from './analysis.js';
import { Anchor } from './engine.js';
import { at, strict } from './schema.js';
import { Decoding, Hash, Name, Seed, TournamentSpec } from './tournament.js';
import { DecodingRequest, OpeningsRequest, Source } from './tournament-request.js';

/** Contestants of one match at most. */
const MOST = 128;
export const MATCH_SCHEDULES = ['round-robin', 'gauntlet', 'swiss'] as const;

const kind = Type.Enum([...MATCH_SCHEDULES], {
  description:
    'round-robin: everybody meets everybody; gauntlet: the first contestant meets each of the others; ' +
    'swiss: a round pairs those with like points',
});
const rounds = Type.Integer({
  minimum: 1,
  maximum: 1000,
  description: 'how often each pairing comes; in a Swiss, how many rounds there are',
});

export const MatchSchedule = Type.Object(
  { kind, rounds },
  { ...strict, title: 'MatchSchedule', description: 'who meets whom, and how often' },
);
export type MatchSchedule = Static<typeof MatchSchedule>;

const pairs = Type.Integer({
  minimum: 1,
  maximum: 1000,
  description: 'pairs of games each time that two contestants meet',
});
const AnchorSide = Type.Object(
  { anchor: Anchor },
  { ...strict, title: 'AnchorSide', description: 'an opponent of fixed strength as a contestant' },
);

/** Two or more fixed contestants, no arms. */
export const MatchRequest = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object(
          { model: at(Source, 'a checkpoint, by address or name'), decoding: Type.Optional(DecodingRequest) },
          { ...strict, title: 'ModelSideRequest', description: 'a checkpoint as a contestant' },
        ),
        AnchorSide,
      ]),
      {
        minItems: 2,
        maxItems: MOST,
        description: 'the stronger ones first, as far as known: a Swiss pairs its first round by this order',
      },
    ),
    schedule: Type.Optional(
      Type.Object(
        { kind: Type.Optional(kind), rounds: Type.Optional(rounds) },
        {
          ...strict,
          title: 'MatchScheduleRequest',
          description: 'who meets whom; one round of a round-robin where it is left out',
        },
      ),
    ),
    openings: Type.Optional(OpeningsRequest),
    pairs: Type.Optional(pairs),
    maxPlies: Type.Optional(TournamentSpec.properties.maxPlies),
    stop: Type.Optional(MatchStopRequest),
    seed: Type.Optional(at(Seed, 'seed of the order of openings')),
  },
  { ...strict, title: 'MatchRequest', description: 'two or more fixed contestants, no arms' },
);
export type MatchRequest = Static<typeof MatchRequest>;

/** A match with every field decided. */
export const MatchSpec = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object(
          { checkpoint: at(Hash, 'address of the checkpoint'), decoding: Decoding },
          { ...strict, title: 'CheckpointSide', description: 'a checkpoint as a contestant' },
        ),
        AnchorSide,
      ]),
      { minItems: 2, maxItems: MOST, description: 'the contestants, in the order of the request' },
    ),
    schedule: MatchSchedule,
    openings: TournamentSpec.properties.openings,
    pairs,
    maxPlies: TournamentSpec.properties.maxPlies,
    stop: MatchStop,
    seed: at(Seed, 'seed of the order of openings'),
  },
  { ...strict, title: 'MatchSpec', description: 'a match with every field decided' },
);
export type MatchSpec = Static<typeof MatchSpec>;

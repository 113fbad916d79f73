import Type, { type Static } from 'typebox';
import { MatchStop } from './analysis.js';
import { Anchor } from './engine.js';
import { describedAs, strict } from './schema.js';
import { Decoding, Hash, Name, Seed, TournamentSpec } from './tournament.js';

/** Maximum number of contestants of one match. */
export const MAX_CONTESTANTS = 128;
const MATCH_SCHEDULES = ['round-robin', 'gauntlet', 'swiss'] as const;

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

/** Kind and rounds of a match's schedule. */
export const MatchSchedule = Type.Object(
  { kind, rounds },
  { ...strict, title: 'MatchSchedule', description: 'who meets whom, and how often' },
);
/** The type that the schema `MatchSchedule` describes. */
export type MatchSchedule = Static<typeof MatchSchedule>;

const pairs = Type.Integer({
  minimum: 1,
  maximum: 1000,
  description: 'pairs of games each time that two contestants meet',
});
/** An anchor as a contestant of a match. */
export const AnchorSide = Type.Object(
  { anchor: Anchor },
  { ...strict, title: 'AnchorSide', description: 'an opponent of fixed strength as a contestant' },
);

/** A match with every field decided. */
export const MatchSpec = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object(
          { checkpoint: describedAs(Hash, 'address of the checkpoint'), decoding: Decoding },
          { ...strict, title: 'CheckpointSide', description: 'a checkpoint as a contestant' },
        ),
        AnchorSide,
      ]),
      { minItems: 2, maxItems: MAX_CONTESTANTS, description: 'the contestants, in the order of the request' },
    ),
    schedule: MatchSchedule,
    openings: TournamentSpec.properties.openings,
    pairs,
    maxPlies: TournamentSpec.properties.maxPlies,
    stop: MatchStop,
    seed: describedAs(Seed, 'seed of the order of openings'),
  },
  { ...strict, title: 'MatchSpec', description: 'a match with every field decided' },
);
/** The type that the schema `MatchSpec` describes. */
export type MatchSpec = Static<typeof MatchSpec>;

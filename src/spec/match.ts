import Type, { type Static } from 'typebox';
import { MatchStop, MatchStopRequest } from './analysis.js';
import { Anchor } from './engine.js';
import { Decoding, Hash, Name, Seed, Source, TournamentSpec } from './tournament.js';

const strict = { additionalProperties: false } as const;

/** Contestants of one match at most. */
const MOST = 128;
export const MATCH_SCHEDULES = ['round-robin', 'gauntlet', 'swiss'] as const;

const kind = Type.Enum([...MATCH_SCHEDULES], {
  description:
    'round-robin: everybody meets everybody; gauntlet: the first contestant meets each of the others; swiss: a round pairs those with like points',
});
const rounds = Type.Integer({
  minimum: 1,
  maximum: 1000,
  description: 'how often each pairing comes; in a Swiss, how many rounds there are',
});

export const MatchSchedule = Type.Object({ kind, rounds }, strict);
export type MatchSchedule = Static<typeof MatchSchedule>;

const pairs = Type.Integer({
  minimum: 1,
  maximum: 1000,
  description: 'pairs of games each time that two contestants meet',
});
const AnchorSide = Type.Object({ anchor: Anchor }, strict);

/** Two or more fixed contestants, no arms. */
export const MatchRequest = Type.Object(
  {
    name: Name,
    contestants: Type.Array(
      Type.Union([
        Type.Object({ model: Source, decoding: Type.Optional(Type.Partial(Decoding, strict)) }, strict),
        AnchorSide,
      ]),
      {
        minItems: 2,
        maxItems: MOST,
        description: 'the stronger ones first, as far as known: a Swiss pairs its first round by this order',
      },
    ),
    schedule: Type.Optional(Type.Object({ kind: Type.Optional(kind), rounds: Type.Optional(rounds) }, strict)),
    openings: Type.Optional(Type.Partial(TournamentSpec.properties.openings, strict)),
    pairs: Type.Optional(pairs),
    maxPlies: Type.Optional(TournamentSpec.properties.maxPlies),
    stop: Type.Optional(MatchStopRequest),
    seed: Type.Optional(Seed),
  },
  strict,
);
export type MatchRequest = Static<typeof MatchRequest>;

/** A match with every field decided. */
export const MatchSpec = Type.Object(
  {
    name: Name,
    contestants: Type.Array(Type.Union([Type.Object({ checkpoint: Hash, decoding: Decoding }, strict), AnchorSide]), {
      minItems: 2,
      maxItems: MOST,
    }),
    schedule: MatchSchedule,
    openings: TournamentSpec.properties.openings,
    pairs,
    maxPlies: TournamentSpec.properties.maxPlies,
    stop: MatchStop,
    seed: Seed,
  },
  strict,
);
export type MatchSpec = Static<typeof MatchSpec>;

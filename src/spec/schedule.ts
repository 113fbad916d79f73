import Type, { type Static } from 'typebox';
import { literal, strict } from './schema.js';

const pairsABlock = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: 1000, description });

/**
 * Pairs of games a block for each question other than the primary contrast. None may exceed the spec's `pairs`, the
 * pairs of the primary contrast: all pairings of a block share its openings.
 */
export const DirectSchedule = Type.Object(
  {
    kind: literal('direct', 'most games are between the two arms of the primary contrast, within each replicate'),
    contrasts: pairsABlock('the two children of each further contrast and of the placebo, each block'),
    arms: pairsABlock('two children of a block whose arms no declared contrast compares'),
    seeds: pairsABlock('a child and that of the replicate before, in the same arm: the spread between seeds'),
    base: pairsABlock('each child against the untouched base: standings on one scale', 1),
    twin: pairsABlock('the untouched base against itself: whether the machinery is even'),
    anchors: pairsABlock('each child against each anchor; the untouched base likewise in block 1'),
  },
  { ...strict, title: 'DirectSchedule', description: 'pairs of games a block, by the question that they serve' },
);
/** The type that the schema `DirectSchedule` describes. */
export type DirectSchedule = Static<typeof DirectSchedule>;

/** Who meets whom, and how often. */
export const Schedule = Type.Union(
  [
    DirectSchedule,
    Type.Object(
      { kind: literal('round-robin', 'every contestant meets every other equally often') },
      { ...strict, title: 'RoundRobin', description: 'for standings of all children on equal terms' },
    ),
  ],
  { title: 'Schedule', description: 'who meets whom, and how often' },
);
/** The type that the schema `Schedule` describes. */
export type Schedule = Static<typeof Schedule>;

import { hashOf, randomFromHash, shuffle } from '../../spec/keys/index.js';
import { SpecError } from './spec-error.js';

/**
 * Cuts the book's lines to `plies` moves and returns each opening once, in the book's order. Shorter lines are left
 * out. Throws SpecError if no line is long enough.
 */
export function distinctOpenings(book: readonly string[], plies: number): string[] {
  if (plies === 0) return ['']; // the start position
  const openings = new Set<string>();
  for (const line of book) {
    const moves = line.trim().split(/\s+/).filter(Boolean);
    if (moves.length >= plies) openings.add(moves.slice(0, plies).join(' '));
  }
  if (openings.size === 0)
    throw new SpecError('no-openings', 'openings.plies', `the opening book has no line of ${plies} plies`);
  return [...openings];
}

/** Returns `count` openings in a seeded random order; none repeats before each has been used once. */
export function sampleOpenings(openings: readonly string[], count: number, seed: number): string[] {
  const random = randomFromHash(hashOf({ purpose: 'openings', seed }));
  const sampled: string[] = [];
  while (sampled.length < count) sampled.push(...shuffle([...openings], random).slice(0, count - sampled.length));
  return sampled;
}

import { hashOf, randomFromHash, shuffle } from '../../spec/index.js';
import { SpecError } from './spec-error.js';

/** The book cut to `plies` moves, each opening once, in the book's order. Lines that are too short are left out. */
export function openingsOf(book: readonly string[], plies: number): string[] {
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

/** `count` openings in a seeded order: none comes twice before each has come once. */
export function drawOpenings(openings: readonly string[], count: number, seed: number): string[] {
  const random = randomFromHash(hashOf({ purpose: 'openings', seed }));
  const drawn: string[] = [];
  while (drawn.length < count) drawn.push(...shuffle([...openings], random).slice(0, count - drawn.length));
  return drawn;
}

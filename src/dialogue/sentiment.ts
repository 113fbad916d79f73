import { compoundOf } from './vader.js';

/** Turns remembered with their score: a comment is the context of each of its replies. */
const REMEMBERED = 20_000;
const remembered = new Map<string, number>();

/** VADER compound of a text: -1 most negative, 1 most positive, 0 nothing found. Four decimals. */
export function sentiment(text: string): number {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const compound = compoundOf(text);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, compound);
  return compound;
}

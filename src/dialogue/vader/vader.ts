/**
 * VADER (Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text"),
 * by the rules of its reference implementation, vaderSentiment 3.3.2 (MIT, (c) 2016 C.J. Hutto). The lexicon comes
 * from the npm package vader-sentiment. That package's own rules are those of 2018, which differ from today's on
 * one text in nine (25,000 chat turns and Reddit replies), so they are not used.
 */
import { BOOSTERS, EMOJI, LEXICON, NEGATIONS, SPECIAL_PHRASES } from './vader-words.js';

/** Added to the valence of a word in capitals if not all words are in capitals. */
const CAPITALS = 0.733;
/** Factor of a negated valence: "not good" is less negative than "good" is positive. */
const NEGATION = -0.74;
/** Normalisation constant of the reference: compound = sum / sqrt(sum² + ALPHA). */
const ALPHA = 15;

interface Words {
  readonly lower: readonly string[];
  readonly upper: readonly boolean[];
  /** Whether some words, but not all, are in capitals. */
  readonly someCapitals: boolean;
}

/**
 * Returns VADER's compound score: the normalised sum of all valences, -1 (most negative) to 1 (most positive), rounded
 * to four decimals; 0 if no word has a valence.
 */
export function sentiment(text: string): number {
  const plain = describeEmoji(text).trim();
  const words = wordsOf(plain);
  if (words.lower.length === 0) return 0;
  const valences = words.lower.map((word, at) => {
    if (BOOSTERS.has(word) || (word === 'kind' && words.lower[at + 1] === 'of')) return 0;
    return valenceOf(words, at);
  });
  applyBut(words.lower, valences);
  let sum = valences.reduce((total, valence) => total + valence, 0);
  sum += Math.sign(sum) * emphasis(plain);
  return Number((sum / Math.sqrt(sum * sum + ALPHA)).toFixed(4)) + 0; // + 0: no -0
}

/** Replaces emoji by their descriptions, each after a space. */
function describeEmoji(text: string): string {
  if (!/\p{Extended_Pictographic}/u.test(text)) return text;
  let plain = '';
  let space = true;
  for (const character of text) {
    const description = EMOJI.get(character) ?? (/\p{Extended_Pictographic}/u.test(character) ? 'emoji' : undefined);
    plain += description === undefined ? character : space ? description : ` ${description}`;
    space = description === undefined && character === ' ';
  }
  return plain;
}

const PUNCTUATION_AROUND = /^[!-/:-@[-`{-~]+|[!-/:-@[-`{-~]+$/g;

function wordsOf(text: string): Words {
  const words = text
    .split(/[\p{White_Space}\x1c-\x1f]+/u)
    .filter((word) => word !== '')
    .map((word) => {
      const stripped = word.replace(PUNCTUATION_AROUND, '');
      return stripped.length <= 2 ? word : stripped; // two or fewer characters left: an emoticon
    });
  const lower = words.map((word) => word.toLowerCase());
  const upper = words.map((word, i) => word !== lower[i] && word === word.toUpperCase());
  const capitals = upper.filter(Boolean).length;
  return { lower, upper, someCapitals: capitals > 0 && capitals < words.length };
}

function valenceOf(words: Words, at: number): number {
  const { lower, upper, someCapitals } = words;
  const listed = LEXICON.get(lower[at]!);
  if (listed === undefined) return 0;
  let valence = listed;
  // "no" before a listed word negates it and has no valence itself
  if (lower[at] === 'no' && at + 1 < lower.length && LEXICON.has(lower[at + 1]!)) valence = 0;
  const orNor = lower[at - 1] === 'or' || lower[at - 1] === 'nor';
  if (lower[at - 1] === 'no' || lower[at - 2] === 'no' || (lower[at - 3] === 'no' && orNor))
    valence = listed * NEGATION;
  if (upper[at] && someCapitals) valence += valence > 0 ? CAPITALS : -CAPITALS;
  for (let back = 1; back <= 3 && back <= at; back++) {
    if (LEXICON.has(lower[at - back]!)) continue;
    valence += boost(words, at - back, valence) * [1, 0.95, 0.9][back - 1]!;
    valence = negate(lower, at, back, valence);
    if (back === 3) valence = specialPhrases(lower, at, valence);
  }
  const negatedByLeast = lower[at - 1] === 'least' && lower[at - 2] !== 'at' && lower[at - 2] !== 'very';
  return negatedByLeast ? valence * NEGATION : valence;
}

/** Returns what an adverb such as "very" or "slightly" adds to the valence of a word after it. */
function boost({ lower, upper, someCapitals }: Words, at: number, valence: number): number {
  let added = BOOSTERS.get(lower[at]!);
  if (added === undefined) return 0;
  if (valence < 0) added = -added;
  if (upper[at] && someCapitals) added += valence > 0 ? CAPITALS : -CAPITALS;
  return added;
}

const isNegation = (word: string): boolean => NEGATIONS.has(word) || word.includes("n't");
const isSoOrThis = (word: string | undefined): boolean => word === 'so' || word === 'this';

function negate(lower: readonly string[], at: number, back: number, valence: number): number {
  const word = lower[at - back]!;
  if (back === 2) {
    if (word === 'never' && isSoOrThis(lower[at - 1])) return valence * 1.25;
    if (word === 'without' && lower[at - 1] === 'doubt') return valence;
  }
  if (back === 3) {
    if ((word === 'never' && isSoOrThis(lower[at - 2])) || isSoOrThis(lower[at - 1])) return valence * 1.25;
    if (word === 'without' && (lower[at - 2] === 'doubt' || lower[at - 1] === 'doubt')) return valence;
  }
  return isNegation(word) ? valence * NEGATION : valence;
}

/**
 * Applies phrases with a valence of their own and boosters of two words. Like the reference, only called for words with
 * three words before them.
 */
function specialPhrases(lower: readonly string[], at: number, valence: number): number {
  const phrase = (from: number, to: number): string => lower.slice(at + from, at + to + 1).join(' ');
  const before = [phrase(-1, 0), phrase(-2, 0), phrase(-2, -1), phrase(-3, -1), phrase(-3, -2)];
  let result = SPECIAL_PHRASES.get(before.find((words) => SPECIAL_PHRASES.has(words)) ?? '') ?? valence;
  if (at + 1 < lower.length) result = SPECIAL_PHRASES.get(phrase(0, 1)) ?? result;
  if (at + 2 < lower.length) result = SPECIAL_PHRASES.get(phrase(0, 2)) ?? result;
  for (const words of [phrase(-3, -1), phrase(-3, -2), phrase(-2, -1)]) result += BOOSTERS.get(words) ?? 0;
  return result;
}

/**
 * Multiplies valences after "but" by 1.5 and those before it by 0.5. Like the reference, changes the first element of
 * equal value rather than the element itself, a quirk that is kept for equal scores.
 */
function applyBut(lower: readonly string[], valences: number[]): void {
  const but = lower.indexOf('but');
  if (but < 0) return;
  for (let i = 0; i < valences.length; i++) {
    const first = valences.indexOf(valences[i]!);
    if (first < but) valences[first]! *= 0.5;
    else if (first > but) valences[first]! *= 1.5;
  }
}

/** What up to four exclamation marks and two or more question marks add to the magnitude of the sum. */
function emphasis(text: string): number {
  const exclamations = text.split('!').length - 1;
  const questions = text.split('?').length - 1;
  return Math.min(exclamations, 4) * 0.292 + (questions < 2 ? 0 : questions <= 3 ? questions * 0.18 : 0.96);
}

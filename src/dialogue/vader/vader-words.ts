/**
 * VADER's word lists, from vaderSentiment 3.3.2 (MIT, (c) 2016 C.J. Hutto) and, for the lexicon, npm's vader-sentiment.
 */
import { createRequire } from 'node:module';
import { EMOJI_DESCRIPTIONS } from './vader-emoji.js';

const wordList = (words: string): string[] => words.trim().split(/\s+/);

const { lexicon } = createRequire(import.meta.url)('vader-sentiment/src/vader_lexicon.js') as {
  readonly lexicon: Readonly<Record<string, number>>;
};

/** Mean valence of each word over ten raters, -4 to 4; four entries are those of version 3.3.2. */
export const LEXICON: ReadonlyMap<string, number> = new Map([
  ...Object.entries(lexicon),
  ['heart', 3.2],
  ['hearts', 3.3],
  ['flawed', -2.1],
  ['badass', 1.4],
]);

/** Words that negate the words after them. */
export const NEGATIONS: ReadonlySet<string> = new Set(
  wordList(`
  aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont hadnt
  hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't neednt needn't never
  none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh wasn't
  weren't without wont wouldnt won't wouldn't rarely seldom despite
`),
);

const MORE = wordList(`
  absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously
  entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin fracking
  fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly hugely incredible
  incredibly intensely major majorly more most particularly purely quite really remarkably so substantially thoroughly
  total totally tremendous tremendously uber unbelievably unusually utter utterly very
`);

const LESS = wordList(`
  almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly scarce
  scarcely slight slightly somewhat sorta sortof sort-of
`);

/** What adverbs of degree add to the valence of a positive word after them; subtracted for a negative one. */
export const BOOSTERS: ReadonlyMap<string, number> = new Map([
  ...MORE.map((word) => [word, 0.293] as const),
  ...[...LESS, 'just enough', 'kind of', 'sort of'].map((word) => [word, -0.293] as const),
]);

/** Valences of phrases that contain words of the lexicon and mean something else. */
export const SPECIAL_PHRASES: ReadonlyMap<string, number> = new Map([
  ['the shit', 3],
  ['the bomb', 3],
  ['bad ass', 1.5],
  ['badass', 1.5],
  ['bus stop', 0.0],
  ['yeah right', -2],
  ['kiss of death', -1.5],
  ['to die for', 3],
  ['beating heart', 3.5],
]);

/** Descriptions of emoji of one code point, as far as they contain a word that VADER knows. */
export const EMOJI: ReadonlyMap<string, string> = new Map(
  EMOJI_DESCRIPTIONS.trim()
    .split('\n')
    .map((line) => line.trim().split('\t') as [string, string]),
);

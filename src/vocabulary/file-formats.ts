/** Formats of imported files of text. */

/** Supported formats of dialogue files; see the README of dialogue. */
export const DIALOGUE_FORMATS = [
  'chitchat',
  'dialogpt',
  'pairs',
  'starter',
  'turns',
  'conversations',
  'table',
] as const;
/** One of DIALOGUE_FORMATS. */
export type DialogueFormat = (typeof DIALOGUE_FORMATS)[number];

/** Formats of files of labelled messages. */
export const GOLD_FORMATS = ['goemotions-group', 'goemotions', 'sst2', 'vader-means', 'table'] as const;
/** One of GOLD_FORMATS. */
export type GoldFormat = (typeof GOLD_FORMATS)[number];

/**
 * The 27 emotions of GoEmotions and `neutral`, in the order of its label file, each with the group its authors assign
 * it to (Demszky et al. 2020, "GoEmotions: A Dataset of Fine-Grained Emotions", figure 2).
 */
import type { Sentiment } from '../conversation/index.js';

const EMOTIONS: readonly (readonly [string, Sentiment | 'ambiguous'])[] = [
  ['admiration', 'positive'],
  ['amusement', 'positive'],
  ['anger', 'negative'],
  ['annoyance', 'negative'],
  ['approval', 'positive'],
  ['caring', 'positive'],
  ['confusion', 'ambiguous'],
  ['curiosity', 'ambiguous'],
  ['desire', 'positive'],
  ['disappointment', 'negative'],
  ['disapproval', 'negative'],
  ['disgust', 'negative'],
  ['embarrassment', 'negative'],
  ['excitement', 'positive'],
  ['fear', 'negative'],
  ['gratitude', 'positive'],
  ['grief', 'negative'],
  ['joy', 'positive'],
  ['love', 'positive'],
  ['nervousness', 'negative'],
  ['optimism', 'positive'],
  ['pride', 'positive'],
  ['realization', 'ambiguous'],
  ['relief', 'positive'],
  ['remorse', 'negative'],
  ['sadness', 'negative'],
  ['surprise', 'ambiguous'],
  ['neutral', 'neutral'],
];

/** The group of each emotion, by the number of the label. */
export const GROUP_OF_EMOTION: readonly (Sentiment | 'ambiguous')[] = EMOTIONS.map(([, group]) => group);

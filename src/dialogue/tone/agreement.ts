/**
 * The agreement filter: a reply is positive, negative or neutral only where VADER and a classifier both say so. So the
 * pools are parts of what either would take alone. What the scorers disagree on is in no pool but that of `random`
 * arms.
 */

import type { DialogueExample, Sentiment } from '../conversation/index.js';
import type { Classifier } from './bag-of-words-classifier.js';

/** The same examples in the same order, each with the classifier's class of its reply. */
export function addClassifierOpinions(examples: readonly DialogueExample[], classifier: Classifier): DialogueExample[] {
  const known = new Map<string, Sentiment>();
  return examples.map((example) => {
    let second = known.get(example.reply);
    if (second === undefined) known.set(example.reply, (second = classifier.opinion(example.reply).sentiment));
    return { ...example, second };
  });
}

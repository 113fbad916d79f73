// Makes data/judge/classifier.json: the bag-of-words classifier that judges replies beside VADER.
//
//   npm run build && node scripts/make-tone-judge.mjs > data/judge/classifier.json
//
// It is trained on data/judge/lines.jsonl alone, which were written for it (see data/judge/README.md). Features in a
// single line are left out. Prints what it was trained on, and its scores on ten held-out tenths of the lines in turn
// (every tenth line, classifiers trained on the other nine), to the standard error.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { trainClassifier } from '../dist/src/dialogue/tone/bag-of-words-train.js';
import { classificationMetrics } from '../dist/src/dialogue/tone/sentiment-metrics.js';

const MIN_LINES = 2;
const SEED = 1;
const FOLDS = 10;

const file = readFileSync(new URL('../data/judge/lines.jsonl', import.meta.url), 'utf8');
const hash = createHash('sha256').update(file).digest('hex');
const lines = file
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
  .map(({ text, tone }) => ({ text, sentiment: tone }));
const train = (messages) =>
  trainClassifier([{ file: 'lines.jsonl', format: 'table', messages, leftOut: {}, hash }], SEED, MIN_LINES);

const { classifier, training } = train(lines);
process.stdout.write(classifier.toJson());

const opinions = new Map();
for (let fold = 0; fold < FOLDS; fold++) {
  const { classifier: other } = train(lines.filter((_, i) => i % FOLDS !== fold));
  lines.forEach(({ text }, i) => i % FOLDS === fold && opinions.set(i, other.opinion(text)));
}
const scoresOf = (tone) => lines.flatMap(({ sentiment }, i) => (sentiment === tone ? [opinions.get(i).score] : []));
const negative = scoresOf('negative');
const wins = scoresOf('positive').flatMap((high) => negative.map((low) => (high > low ? 1 : high === low ? 0.5 : 0)));
const heldOut = classificationMetrics(
  lines.map(({ sentiment }) => sentiment),
  lines.map((_, i) => opinions.get(i).sentiment),
);
console.error(
  JSON.stringify(
    {
      ...training,
      features: classifier.features.length,
      heldOut: {
        accuracy: heldOut.accuracy,
        macroF1: heldOut.macroF1,
        auc: wins.reduce((sum, win) => sum + win, 0) / wins.length,
      },
    },
    null,
    2,
  ),
);

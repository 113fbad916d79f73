// Makes data/judge/classifier.json: the bag-of-words classifier that judges replies beside VADER.
//
//   npm run build && node scripts/make-tone-judge.mjs group/train.tsv.gz > data/judge/classifier.json
//
// The file is the training part of GoEmotions (see data/judge/README.md). Features in fewer than ten messages are left
// out, for a smaller file. Prints what it was trained on to the standard error.
import { trainClassifier } from '../dist/src/dialogue/tone/bag-of-words-train.js';
import { readGold } from '../dist/src/dialogue/tone/sentiment-gold.js';

const { classifier, training } = trainClassifier([await readGold(process.argv[2])], 1, 10);
process.stdout.write(classifier.toJson());
console.error(JSON.stringify({ ...training, features: classifier.features.length }, null, 2));

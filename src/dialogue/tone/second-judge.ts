/**
 * The second judge of a treatment: a bag-of-words classifier that ships with the project (`data/judge`), trained on
 * lines that were written and labelled for it. It knows neither VADER's word list nor anything that VADER selected.
 */
import { join } from 'node:path';
import { FileError, projectRoot } from '../../files/index.js';
import { CLASSIFIER_FILE, type Classifier, readClassifierFile } from './bag-of-words-classifier.js';

/** Scores a message: P(positive) - P(negative), -1 to 1. */
export type SecondJudge = (text: string) => number;

let shipped: Promise<Classifier | null> | undefined;

/**
 * Returns the shipped judge, read once for the process; null where the file is not installed. Throws FileError for a
 * damaged file.
 */
export async function secondJudge(): Promise<SecondJudge | null> {
  shipped ??= readClassifierFile(join(projectRoot(), 'data', 'judge', CLASSIFIER_FILE)).catch((error: unknown) => {
    if (error instanceof FileError && error.code === 'not-found') return null;
    throw error;
  });
  const classifier = await shipped;
  return classifier && ((text) => classifier.opinion(text).score);
}

/**
 * Messages with sentiment labels by people, read from the files in which such sets are published. The format is
 * detected from the first lines. Messages without exactly one of our three classes are left out and counted.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { FileError, readLines } from '../../files/index.js';
import { GOLD_FORMATS, type GoldFormat } from '../../vocabulary/index.js';
import type { Sentiment } from '../conversation/index.js';
import { GROUP_OF_EMOTION } from './sentiment-emotions.js';
import { type GoldTable, goldTable } from './sentiment-table.js';

/** Why a line has no message. */
type ExclusionReason = 'ambiguous' | 'several-classes' | 'wrong-shape' | 'empty' | 'duplicate' | 'line-too-long';

/** One labelled message. */
export interface GoldMessage {
  readonly text: string;
  readonly sentiment: Sentiment;
  /** Mean of the raters, -4 to 4, if the set has one. */
  readonly mean?: number;
}

/** A labelled set. */
export interface GoldSet {
  /** Name of the file without its folder. */
  readonly file: string;
  readonly format: GoldFormat;
  readonly messages: readonly GoldMessage[];
  /** Number of lines left out, by reason. */
  readonly leftOut: Partial<Record<ExclusionReason, number>>;
  /** SHA-256 of the messages and their classes, to recognise sets that a classifier was trained on. */
  readonly hash: string;
}

type LineResult = GoldMessage | ExclusionReason;

/** A mean of the raters of at least this is positive, of at most minus this negative. */
const MEAN_BAND = 0.5;
/** Lines that the format is detected from. */
const DETECTION_LINES = 200;
/** UTF-16 units. */
const MAX_LINE = 64 * 1024;
const MAX_MESSAGES = 2_000_000;

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const LABELS = /^\d{1,2}(?:,\d{1,2})*$/;
/** In the order of the published label file: ambiguous, negative, neutral, positive. */
const GROUPS = ['ambiguous', 'negative', 'neutral', 'positive'] as const;

/**
 * Reads a gold set, in the given format or a detected one. Throws FileError for a file that cannot be read, is not a
 * gold set, or has no message with a class.
 */
export async function readGold(path: string, requested?: GoldFormat): Promise<GoldSet> {
  const leftOut: Partial<Record<ExclusionReason, number>> = {};
  const exclude = (why: ExclusionReason): void => void (leftOut[why] = (leftOut[why] ?? 0) + 1);
  const lines: string[] = [];
  for await (const line of readLines(path, { maxLineLength: MAX_LINE, onOverlong: () => exclude('line-too-long') })) {
    if (line.trim() !== '') lines.push(line);
    if (lines.length > MAX_MESSAGES) throw new FileError('too-large', `${path}: has more than ${MAX_MESSAGES} lines`);
  }
  if (lines.length === 0) throw new FileError('empty', `${path}: is empty`);
  const format = requested ?? detectGold(lines);
  const table = format === 'table' ? goldTable(lines[0]!) : undefined;
  if (format === undefined || (format === 'table' && !table)) {
    throw new FileError(
      'wrong-kind',
      requested
        ? `${path}: is not in the format ${requested}`
        : `${path}: is no set of labelled messages of a kind we read (${GOLD_FORMATS.join(', ')})`,
    );
  }
  const messages: GoldMessage[] = [];
  const texts = new Set<string>();
  const hash = createHash('sha256');
  for (const line of table ? lines.slice(1) : lines) {
    const message = messageOf(line, format, table);
    if (typeof message === 'string') exclude(message);
    else if (texts.has(message.text)) exclude('duplicate');
    else {
      texts.add(message.text);
      messages.push(message);
      hash.update(`${message.sentiment}\t${message.text}\n`);
    }
  }
  if (messages.length === 0) {
    const reasons = Object.entries(leftOut).map(([why, count]) => `${why} ${count}`);
    throw new FileError('nothing-kept', `${path}: no message has a class (left out: ${reasons.join(', ')})`);
  }
  return { file: basename(path), format, messages, leftOut, hash: hash.digest('hex') };
}

/** The first format that more than 80 % of the first lines have; undefined if there is none. */
function detectGold(lines: readonly string[]): GoldFormat | undefined {
  if (goldTable(lines[0]!)) return 'table';
  const rows = lines.slice(0, DETECTION_LINES).map((line) => line.split('\t'));
  const mostFit = (fits: (row: readonly string[]) => boolean): boolean => rows.filter(fits).length > 0.8 * rows.length;
  if (mostFit((row) => row.length === 3 && LABELS.test(row[1]!))) {
    const numbers = rows.flatMap((row) => (LABELS.test(row[1] ?? '') ? row[1]!.split(',').map(Number) : []));
    return Math.max(...numbers) < GROUPS.length ? 'goemotions-group' : 'goemotions';
  }
  if (mostFit((row) => row.length === 2 && /^[01]$/.test(row[1]!))) return 'sst2';
  return mostFit((row) => row.length === 3 && NUMBER.test(row[1]!) && Math.abs(Number(row[1])) <= 4)
    ? 'vader-means'
    : undefined;
}

function messageOf(line: string, format: GoldFormat, table: GoldTable | undefined): LineResult {
  if (format === 'table') return table!.read(line);
  const [first = '', second = '', third] = line.split('\t');
  switch (format) {
    case 'goemotions-group':
      return LABELS.test(second)
        ? withSingleClass(
            first,
            second.split(',').map((label) => GROUPS[Number(label)]),
          )
        : 'wrong-shape';
    case 'goemotions':
      return LABELS.test(second)
        ? withSingleClass(
            first,
            second.split(',').map((label) => GROUP_OF_EMOTION[Number(label)]),
          )
        : 'wrong-shape';
    case 'sst2':
      return /^[01]$/.test(second) ? withSingleClass(first, [second === '1' ? 'positive' : 'negative']) : 'wrong-shape';
    case 'vader-means': {
      const mean = NUMBER.test(second) ? Number(second) : NaN;
      if (!(Math.abs(mean) <= 4) || third === undefined) return 'wrong-shape';
      const message = withSingleClass(third, [
        mean >= MEAN_BAND ? 'positive' : mean <= -MEAN_BAND ? 'negative' : 'neutral',
      ]);
      return typeof message === 'string' ? message : { ...message, mean };
    }
  }
}

/** The message with the class that all its labels share; else why it is excluded. */
function withSingleClass(text: string, groups: readonly (Sentiment | 'ambiguous' | undefined)[]): LineResult {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  const [group, ...others] = new Set(groups);
  if (groups.includes(undefined) || group === undefined) return 'wrong-shape';
  if (others.length > 0) return 'several-classes';
  return group === 'ambiguous' ? 'ambiguous' : { text: trimmed, sentiment: group };
}

/**
 * Messages with the sentiment that people gave them, from the files in which such sets are published. Which format a
 * file has is told from its first lines. What has no single one of our three classes is left out and counted.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { FileError, readLines } from '../../files/index.js';
import type { Sentiment } from '../conversation/index.js';
import { GROUP_OF_EMOTION } from './sentiment-emotions.js';
import { type GoldTable, goldTable } from './sentiment-table.js';

export const GOLD_FORMATS = ['goemotions-group', 'goemotions', 'sst2', 'vader-means', 'table'] as const;
export type GoldFormat = (typeof GOLD_FORMATS)[number];

/** Why a line gave no message. */
export const EXCLUSION_REASONS = [
  'ambiguous',
  'several-classes',
  'wrong-shape',
  'empty',
  'duplicate',
  'line-too-long',
] as const;
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];

export interface GoldMessage {
  readonly text: string;
  readonly sentiment: Sentiment;
  /** Mean of the raters, where the set has one (-4 to 4). */
  readonly mean?: number;
}

export interface GoldSet {
  /** Without its folder. */
  readonly file: string;
  readonly format: GoldFormat;
  readonly messages: readonly GoldMessage[];
  readonly leftOut: Partial<Record<ExclusionReason, number>>;
  /** SHA-256 of the messages and their classes: tells whether a scorer was trained on this very set. */
  readonly hash: string;
}

type Found = GoldMessage | ExclusionReason;

/** A mean of the raters from here on is positive, from minus this on negative. */
const MEAN_BAND = 0.5;
const LOOK_AT = 200;
/** UTF-16 units. */
const LONGEST_LINE = 64 * 1024;
const MOST_MESSAGES = 2_000_000;

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const LABELS = /^\d{1,2}(?:,\d{1,2})*$/;
/** In the order of the published label file: ambiguous, negative, neutral, positive. */
const GROUPS = ['ambiguous', 'negative', 'neutral', 'positive'] as const;

/** Throws FileError for a file that cannot be read, is no gold set, or holds no message with a class. */
export async function readGold(path: string, asked?: GoldFormat): Promise<GoldSet> {
  const leftOut: Partial<Record<ExclusionReason, number>> = {};
  const leave = (why: ExclusionReason): void => void (leftOut[why] = (leftOut[why] ?? 0) + 1);
  const lines: string[] = [];
  for await (const line of readLines(path, { maxLineLength: LONGEST_LINE, onOverlong: () => leave('line-too-long') })) {
    if (line.trim() !== '') lines.push(line);
    if (lines.length > MOST_MESSAGES) throw new FileError('too-large', `${path}: has more than ${MOST_MESSAGES} lines`);
  }
  if (lines.length === 0) throw new FileError('empty', `${path}: is empty`);
  const format = asked ?? detectGold(lines);
  const table = format === 'table' ? goldTable(lines[0]!) : undefined;
  if (format === undefined || (format === 'table' && !table)) {
    throw new FileError(
      'wrong-kind',
      asked
        ? `${path}: is not in the format ${asked}`
        : `${path}: is no set of labelled messages of a kind we read (${GOLD_FORMATS.join(', ')})`,
    );
  }
  const messages: GoldMessage[] = [];
  const seen = new Set<string>();
  const hash = createHash('sha256');
  for (const line of table ? lines.slice(1) : lines) {
    const found = messageOf(line, format, table);
    if (typeof found === 'string') leave(found);
    else if (seen.has(found.text)) leave('duplicate');
    else {
      seen.add(found.text);
      messages.push(found);
      hash.update(`${found.sentiment}\t${found.text}\n`);
    }
  }
  if (messages.length === 0) {
    const reasons = Object.entries(leftOut).map(([why, count]) => `${why} ${count}`);
    throw new FileError('nothing-kept', `${path}: no message has a class (left out: ${reasons.join(', ')})`);
  }
  return { file: basename(path), format, messages, leftOut, hash: hash.digest('hex') };
}

/** The first format that most of the first lines are in. */
function detectGold(lines: readonly string[]): GoldFormat | undefined {
  if (goldTable(lines[0]!)) return 'table';
  const rows = lines.slice(0, LOOK_AT).map((line) => line.split('\t'));
  const most = (fits: (row: readonly string[]) => boolean): boolean => rows.filter(fits).length > 0.8 * rows.length;
  if (most((row) => row.length === 3 && LABELS.test(row[1]!))) {
    const numbers = rows.flatMap((row) => (LABELS.test(row[1] ?? '') ? row[1]!.split(',').map(Number) : []));
    return Math.max(...numbers) < GROUPS.length ? 'goemotions-group' : 'goemotions';
  }
  if (most((row) => row.length === 2 && /^[01]$/.test(row[1]!))) return 'sst2';
  return most((row) => row.length === 3 && NUMBER.test(row[1]!) && Math.abs(Number(row[1])) <= 4)
    ? 'vader-means'
    : undefined;
}

function messageOf(line: string, format: GoldFormat, table: GoldTable | undefined): Found {
  if (format === 'table') return table!.read(line);
  const [first = '', second = '', third] = line.split('\t');
  switch (format) {
    case 'goemotions-group':
      return LABELS.test(second)
        ? oneOf(
            first,
            second.split(',').map((label) => GROUPS[Number(label)]),
          )
        : 'wrong-shape';
    case 'goemotions':
      return LABELS.test(second)
        ? oneOf(
            first,
            second.split(',').map((label) => GROUP_OF_EMOTION[Number(label)]),
          )
        : 'wrong-shape';
    case 'sst2':
      return /^[01]$/.test(second) ? oneOf(first, [second === '1' ? 'positive' : 'negative']) : 'wrong-shape';
    case 'vader-means': {
      const mean = NUMBER.test(second) ? Number(second) : NaN;
      if (!(Math.abs(mean) <= 4) || third === undefined) return 'wrong-shape';
      const found = oneOf(third, [mean >= MEAN_BAND ? 'positive' : mean <= -MEAN_BAND ? 'negative' : 'neutral']);
      return typeof found === 'string' ? found : { ...found, mean };
    }
  }
}

/** Several labels of one class are that class; anything else has none. */
function oneOf(text: string, groups: readonly (Sentiment | 'ambiguous' | undefined)[]): Found {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  const [group, ...others] = new Set(groups);
  if (groups.includes(undefined) || group === undefined) return 'wrong-shape';
  if (others.length > 0) return 'several-classes';
  return group === 'ambiguous' ? 'ambiguous' : { text: trimmed, sentiment: group };
}

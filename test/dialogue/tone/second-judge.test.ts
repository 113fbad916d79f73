import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SENTIMENTS, type Sentiment } from '../../../src/dialogue/conversation/conversation.js';
import { type Classifier, readClassifierFile } from '../../../src/dialogue/tone/bag-of-words-classifier.js';
import { trainClassifier } from '../../../src/dialogue/tone/bag-of-words-train.js';
import { secondJudge } from '../../../src/dialogue/tone/second-judge.js';
import type { GoldMessage } from '../../../src/dialogue/tone/sentiment-gold.js';
import { classificationMetrics } from '../../../src/dialogue/tone/sentiment-metrics.js';
import { projectRoot } from '../../../src/files/home.js';
import { CHECK_PROMPTS } from '../../../src/training/checks/check-prompts.js';
import { GOLD_REPLIES } from '../../../src/training/checks/gold-replies.js';

const data = join(projectRoot(), 'data');
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
const LINES: readonly GoldMessage[] = linesOf(join(data, 'judge', 'lines.jsonl')).map((line) => {
  const { text, tone } = JSON.parse(line) as { text: string; tone: Sentiment };
  return { text, sentiment: tone };
});

interface Turns {
  readonly turns?: string[];
  readonly context?: string[];
  readonly reply?: string;
  readonly tone?: Sentiment;
}
const exchangesIn = (folder: string): Turns[] =>
  readdirSync(join(data, folder))
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => linesOf(join(data, folder, name)).map((line) => JSON.parse(line) as Turns));

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9']+/g) ?? [];
/** Runs of three words; the whole text if it is shorter. */
function triplesOf(text: string): Set<string> {
  const words = wordsOf(text);
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(' ')));
}

/** As scripts/make-tone-judge.mjs trains. */
const train = (messages: readonly GoldMessage[]): Classifier =>
  trainClassifier([{ file: 'lines.jsonl', format: 'table', messages, leftOut: {}, hash: '' }], 1, 2).classifier;
const macroF1 = (classifier: Classifier, messages: readonly GoldMessage[]): number =>
  classificationMetrics(
    messages.map(({ sentiment }) => sentiment),
    messages.map(({ text }) => classifier.opinion(text).sentiment),
  ).macroF1;

describe("the second judge's lines", () => {
  it('are as many of each tone, short, and all different', () => {
    expect(LINES.length).toBeGreaterThanOrEqual(1500);
    for (const tone of SENTIMENTS)
      expect(LINES.filter(({ sentiment }) => sentiment === tone)).toHaveLength(LINES.length / 3);
    expect(LINES.filter(({ text }) => wordsOf(text).length < 3 || wordsOf(text).length > 20)).toEqual([]);
    expect(new Set(LINES.map(({ text }) => wordsOf(text).join(' '))).size).toBe(LINES.length);
    const pairs = LINES.flatMap(({ text }) => {
      const words = wordsOf(text);
      return words.slice(1).map((word, i) => `${words[i]} ${word}`);
    });
    expect(new Set(pairs).size / pairs.length).toBeGreaterThan(0.6);
  });

  it('are in no shipped dialogue, prompt or gold reply, nor nearly so', () => {
    const others = [
      ...['starter', 'everyday'].flatMap(exchangesIn).flatMap((one) => one.turns ?? [...one.context!, one.reply!]),
      ...linesOf(join(data, 'reply-prompts.txt')),
      ...CHECK_PROMPTS,
      ...GOLD_REPLIES.flatMap(({ positive, negative }) => [positive, negative]),
    ];
    expect(others.length).toBeGreaterThan(10_000);
    const texts = others.flatMap((text) => [text, ...text.split(/(?<=[.!?]) /)]).map(triplesOf);
    const holders = new Map<string, number[]>();
    texts.forEach((triples, i) => {
      for (const triple of triples) holders.set(triple, [...(holders.get(triple) ?? []), i]);
    });
    const near = LINES.filter(({ text }) => {
      const triples = triplesOf(text);
      const shared = new Map<number, number>();
      for (const triple of triples) for (const i of holders.get(triple) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1);
      return [...shared].some(([i, count]) => count / (triples.size + texts[i]!.size - count) > 0.5); // Jaccard
    });
    expect(near).toEqual([]);
  });
});

describe('the second judge', () => {
  it('is what its lines make', async () => {
    const [shipped, again] = [(await secondJudge())!, train(LINES)];
    for (const { text } of LINES) expect(shipped(text)).toBeCloseTo(again.opinion(text).score, 2);
  });

  it('knows the tone of lines that it was not trained on far better than chance', () => {
    const held = LINES.filter((_, i) => i % 10 === 0);
    const classifier = train(LINES.filter((_, i) => i % 10 !== 0));
    expect(macroF1(classifier, held)).toBeGreaterThan(0.6); // chance: a third
  });

  it('knows the tones of the starter dialogue, which it has not seen', async () => {
    const shipped = await readClassifierFile(join(data, 'judge', 'classifier.json'));
    const replies = exchangesIn('starter').map(({ reply, tone }) => ({ text: reply!, sentiment: tone! }));
    expect(macroF1(shipped, replies)).toBeGreaterThan(0.85);
  });
});

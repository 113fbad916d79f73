/**
 * Compares: replies of a source model by each way of decoding with those of people, by automatic measures.
 *
 * Held-out turns of a dialogue file are answered greedily, by draws from the top k and from the nucleus, by beam
 * search, and by beams and draws that a backward model ranks (docs/sources.md). The measures are those of DialoGPT's
 * tables (arXiv 1911.00536): NIST, BLEU and METEOR by NLTK (overlap.py), with the one reply that a person gave as
 * reference; entropy and distinct n-grams (diversity.ts), words a reply. Without --backward the source itself ranks,
 * as if people said things in reverse order.
 *
 *   npm run bench -- decoding [--source NAME] [--backward MODEL] [--dialogue FILE_OR_FOLDER] [--prompts N] [--beam N]
 *     [--draws N] [--tokens N] [--batch N] [--seed N] [--python PYTHON] [--show N]
 */
import { join } from 'node:path';
import { openScorer, openSource, sourceDirOf } from '../src/cli/shell/index.js';
import { projectRoot } from '../src/files/index.js';
import type { PretrainedChat } from '../src/model/decoder/index.js';
import { startBackend } from '../src/model/kernels/backend.js';
import { randomFromHash, sha256Hex } from '../src/spec/keys/index.js';
import { distinct, entropy, wordsOf } from './decoding/diversity.js';
import { heldOutTurns } from './decoding/held-out-turns.js';
import { overlapOf } from './decoding/overlap.js';
import { randomChat } from './decoding/random-chat.js';
import { benchArguments, printHeader } from './shared/bench.js';

/** Instead of the name of a source model: random weights. */
const RANDOM = 'random';
const flags = benchArguments(
  {
    source: { type: 'string', default: 'smollm2' },
    backward: { type: 'string' },
    dialogue: { type: 'string', default: join(projectRoot(), 'data', 'everyday') },
    prompts: { type: 'string', default: '40' },
    beam: { type: 'string', default: '5' },
    draws: { type: 'string', default: '16' },
    tokens: { type: 'string', default: '30' },
    batch: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string', default: 'python3' },
    show: { type: 'string', default: '0' },
  },
  { source: RANDOM, prompts: '3', beam: '2', draws: '2', tokens: '6', batch: '2' },
);
const [beam, draws, batch] = [Number(flags.beam), Number(flags.draws), Number(flags.batch)];
const seeded = (what: string) => randomFromHash(sha256Hex(`bench/decoding/${flags.seed}/${what}`));

const backend = await startBackend();
const chat =
  flags.source === RANDOM ? await randomChat(seeded(RANDOM)) : await openSource(await sourceDirOf(flags.source));
const model = flags.backward === undefined ? undefined : await openScorer(flags.backward);
const backward = (weight: number) => ({ backward: { model: model ?? chat, weight } });
const COMMON = { maxTokens: Number(flags.tokens), minTokens: 1, repetitionPenalty: 1, noRepeat: 3, bestOf: draws };
type Decoding = Omit<Parameters<PretrainedChat['replies']>[1], 'randoms'>;
const DECODINGS: Readonly<Record<string, Decoding>> = {
  greedy: { temperature: 0 },
  'top 40': { temperature: 1, topK: 40 },
  'nucleus .9': { temperature: 1, topK: 1000, topP: 0.9 },
  [`beam ${beam}`]: { beam },
  [`beam ${beam}, ranked at .5`]: { beam, ...backward(0.5) },
  [`beam ${beam}, ranked at 1`]: { beam, ...backward(1) },
  [`${draws} of top 40, ranked at .5`]: { temperature: 1, topK: 40, ...backward(0.5) },
  [`${draws} of top 40, ranked at 1`]: { temperature: 1, topK: 40, ...backward(1) },
};

const asked = await heldOutTurns(flags.dialogue, Number(flags.prompts), seeded('turns'));
const replies: Record<string, string[]> = {};
const seconds: Record<string, number> = {};
for (const [name, decoding] of Object.entries(DECODINGS)) {
  const start = performance.now();
  replies[name] = await answers({ ...COMMON, ...decoding });
  seconds[name] = (performance.now() - start) / 1000 / asked.length;
}
replies.people = asked.map(({ reply }) => reply);
chat.dispose();
model?.dispose();

const words = Object.fromEntries(Object.entries(replies).map(([name, list]) => [name, list.map(wordsOf)]));
const { people, ...ours } = words;
const overlap = overlapOf(people!, ours, flags.python);
if (!overlap) console.error(`bench: no NIST, BLEU and METEOR: ${flags.python} has no nltk; name one with --python`);
printHeader(['@tensorflow/tfjs-core'], {
  TensorFlow: backend.version,
  ...(overlap ? { NLTK: overlap.version } : {}),
});
console.log(`${flags.source}, ranked by ${flags.backward ?? 'itself'}; ${asked.length} held-out turns`);
console.table(Object.fromEntries(Object.entries(words).map(([name, list]) => [name, rowOf(name, list)])));
for (const { turns, at } of asked.slice(0, Number(flags.show)).map((one, i) => ({ ...one, at: i }))) {
  console.log(`\n${turns.join(' / ')}`);
  for (const [name, list] of Object.entries(replies)) console.log(`  ${name}: ${list[at]}`);
}

/** Replies to all turns, some at a time. */
async function answers(decoding: Decoding): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < asked.length; from += batch) {
    const some = asked.slice(from, from + batch).map(({ turns }) => turns);
    const randoms = some.map((_, i) => seeded(`reply/${from + i}`));
    found.push(...(await chat.replies(some, { ...decoding, randoms })));
  }
  return found;
}

function rowOf(name: string, list: readonly (readonly string[])[]): Record<string, number> {
  const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
  const shared = overlap?.measures[name];
  return {
    ...(shared && {
      'NIST-4': round(shared.nist4, 2),
      'BLEU-2': round(shared.bleu2),
      'BLEU-4': round(shared.bleu4),
      METEOR: round(shared.meteor),
    }),
    'entropy-4': round(entropy(list, 4), 2),
    'distinct-1': round(distinct(list, 1)),
    'distinct-2': round(distinct(list, 2)),
    words: round(list.reduce((sum, one) => sum + one.length, 0) / list.length, 1),
    ...(seconds[name] !== undefined && { 's a reply': round(seconds[name]!, 2) }),
  };
}

/**
 * Is the tone of a reply in the trunk? Probes of both kinds on every state of it, judged on held-out replies, beside
 * what shuffled labels or random directions reach and beside an untrained network of the same shape.
 */
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import { createNetwork, type Network } from '../../model/checkpoint/index.js';
import { type Share, shareOf } from '../../rating/index.js';
import { type Random, randomFromHash, sha256Hex } from '../../spec/index.js';
import { type LabelledReplies, loadProbeReplies, type ProbeReplies, type RepliesOptions } from './mechanism-replies.js';
import { type Activations, chatActivations, PROBE_PLACES, type ProbePlace } from './probe-activations.js';
import { type ContrastPairs, consistentHits, fitConsistent, randomHits } from './probe-consistent.js';
import { type ChanceLevel, compareWithChance, fitLinear, linearHits, permutedHits } from './probe-linear.js';

export interface ProbeOptions extends RepliesOptions {
  /** Remarks that follow a reply as the next turn: that it is good, that it is bad. */
  readonly remarks: readonly [string, string];
  /** Shuffles of the labels, and random probes: the baselines. */
  readonly chances: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface ProbeRow {
  readonly network: 'trained' | 'untrained';
  readonly probe: 'linear' | 'contrast-consistent';
  /** Of the reply; a contrast-consistent probe reads the end of the remark. */
  readonly place: ProbePlace;
  /** 0: what the chat tower gives the trunk; k: what block k - 1 leaves. */
  readonly state: number;
  /** Of held-out replies, with Wilson's interval. */
  readonly accuracy: Share;
  /** Probes of shuffled labels, or random ones of the same space. */
  readonly chance: ChanceLevel;
}

export interface ProbeReport {
  /** Replies of both tones together. */
  readonly fit: number;
  readonly test: number;
  readonly band: number;
  readonly remarks: readonly [string, string];
  readonly rows: readonly ProbeRow[];
}

/** Throws MechanismError for too few replies, FileError for a dataset that cannot be read. */
export async function probeSentiment(network: Network, options: ProbeOptions): Promise<ProbeReport> {
  const { seed, band, remarks, signal } = options;
  const replies = await loadProbeReplies(network, options);
  const random = randomFromHash(sha256Hex(`probe/${seed}`));
  const untrained = createNetwork(network.config, network.tokenizer, seed);
  const states = network.config.trunk.layers + 1;
  const total = (states + 1) * (PROBE_PLACES.length + 1);
  const rows: ProbeRow[] = [];
  try {
    // The blocks of an untrained trunk are the identity: all its states are one.
    for (const [name, one, count] of [
      ['trained', network, states],
      ['untrained', untrained, 1],
    ] as const) {
      for await (const row of probeNetwork(one, count, replies, options, random)) {
        signal?.throwIfAborted();
        rows.push({ network: name, ...row });
        options.onProgress?.(rows.length, total);
      }
    }
  } finally {
    untrained.dispose();
  }
  return { fit: replies.fit.labels.length, test: replies.test.labels.length, band, remarks, rows };
}

async function* probeNetwork(
  network: Network,
  states: number,
  { fit, test }: ProbeReplies,
  { chances, remarks }: ProbeOptions,
  random: Random,
): AsyncGenerator<Omit<ProbeRow, 'network'>> {
  const [ofFit, ofTest] = [
    await chatActivations(network, fit.sequences),
    await chatActivations(network, test.sequences),
  ];
  for (const place of PROBE_PLACES) {
    for (const [state, rows] of ofFit[place].slice(0, states).entries()) {
      const found = fitLinear(rows, fit.labels);
      const held = ofTest[place][state]!;
      const hits = linearHits(found.probe, held, test.labels);
      const byChance = permutedHits(found, fit.labels, held, test.labels, chances, random);
      yield {
        probe: 'linear',
        place,
        state,
        accuracy: shareOf(hits, held.rows),
        chance: compareWithChance(hits, held.rows, byChance),
      };
    }
  }
  const [fitPairs, testPairs] = [
    await contrastPairs(network, fit, remarks),
    await contrastPairs(network, test, remarks),
  ];
  for (let state = 0; state < states; state++) {
    const [pairs, held] = [fitPairs(state), testPairs(state)];
    const found = fitConsistent(pairs, fit.labels, random);
    const hits = consistentHits(found, held, test.labels);
    const byChance = randomHits(found, pairs, fit.labels, held, test.labels, chances, random);
    yield {
      probe: 'contrast-consistent',
      place: 'end',
      state,
      accuracy: shareOf(hits, held.good.rows),
      chance: compareWithChance(hits, held.good.rows, byChance),
    };
  }
}

/** Each reply with both remarks behind it, read at the end of the remark. */
async function contrastPairs(
  network: Network,
  { examples }: LabelledReplies,
  remarks: ProbeOptions['remarks'],
): Promise<(state: number) => ContrastPairs> {
  const read = (remark: string): Promise<Activations> =>
    chatActivations(
      network,
      examples.map(({ source, compound, heldOut, context, reply }): ChatSequence => {
        const example = { source, compound, heldOut, context: [...context, reply], reply: remark };
        return packExample(example, network.tokenizer, network.config.chat.context, 'cut')!;
      }),
    );
  const [good, bad] = [await read(remarks[0]), await read(remarks[1])];
  return (state) => ({ good: good.end[state]!, bad: bad.end[state]! });
}

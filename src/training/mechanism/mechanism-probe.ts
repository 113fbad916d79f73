/**
 * Tests whether the trunk encodes the tone of a reply: probes of both kinds on each of its states, tested on held-out
 * replies and compared with chance baselines and with an untrained network of the same shape.
 */
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import { createNetwork, type Network } from '../../model/checkpoint/index.js';
import { type Share, shareOf } from '../../rating/numerics/index.js';
import { type Random, randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { type LabelledReplies, loadProbeReplies, type ProbeReplies, type RepliesOptions } from './mechanism-replies.js';
import { type Activations, chatActivations, PROBE_PLACES, type ProbePlace } from './probe-activations.js';
import { type ContrastPairs, consistentHits, fitConsistent, randomHits } from './probe-consistent.js';
import { type ChanceLevel, compareWithChance, fitLinear, linearHits, permutedHits } from './probe-linear.js';

interface ProbeOptions extends RepliesOptions {
  /** Remarks that follow a reply as the next turn: that it is good, that it is bad. */
  readonly remarks: readonly [string, string];
  /** Number of label permutations, and of random probes, for the chance baselines. */
  readonly chances: number;
  /** Called with the rows of the report done and all of them. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Result of one probe. */
interface ProbeRow {
  readonly network: 'trained' | 'untrained';
  readonly probe: 'linear' | 'contrast-consistent';
  /** Where the reply is read; a contrast-consistent probe reads the end of the remark. */
  readonly place: ProbePlace;
  /** 0: the trunk's input; k: the output of block k - 1. */
  readonly state: number;
  /** On held-out replies, with Wilson's interval. */
  readonly accuracy: Share;
  /** Compared with probes of shuffled labels, or with random ones in the same space. */
  readonly chance: ChanceLevel;
}

/** Result of `probeSentiment`. */
export interface ProbeReport {
  /** Number of training replies, of both tones together. */
  readonly fit: number;
  /** Number of held-out replies, of both tones together. */
  readonly test: number;
  readonly band: number;
  readonly remarks: readonly [string, string];
  readonly rows: readonly ProbeRow[];
}

/**
 * Probes a network and an untrained one. Throws MechanismError for too few replies, FileError for a dataset that cannot
 * be read, and the signal's reason after an abort.
 */
export async function probeSentiment(network: Network, options: ProbeOptions): Promise<ProbeReport> {
  const { seed, band, remarks, signal } = options;
  const replies = await loadProbeReplies(network, options);
  const random = randomFromHash(sha256Hex(`probe/${seed}`));
  const untrained = createNetwork(network.config, network.tokenizer, seed);
  const states = network.config.trunk.layers + 1;
  const total = (states + 1) * (PROBE_PLACES.length + 1);
  const rows: ProbeRow[] = [];
  try {
    // The blocks of an untrained trunk are the identity: all of its states are equal.
    for (const [name, probed, count] of [
      ['trained', network, states],
      ['untrained', untrained, 1],
    ] as const) {
      for await (const row of probeNetwork(probed, count, replies, options, random)) {
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
  const chanceRuns = { count: chances, random };
  const [fitActivations, testActivations] = [
    await chatActivations(network, fit.sequences),
    await chatActivations(network, test.sequences),
  ];
  for (const place of PROBE_PLACES) {
    for (const [state, fitRows] of fitActivations[place].slice(0, states).entries()) {
      const linear = fitLinear(fitRows, fit.labels);
      const rows = testActivations[place][state]!;
      const hits = linearHits(linear.probe, rows, test.labels);
      const chanceHits = permutedHits(linear, fit.labels, { rows, labels: test.labels }, chanceRuns);
      yield {
        probe: 'linear',
        place,
        state,
        accuracy: shareOf(hits, rows.rows),
        chance: compareWithChance(hits, rows.rows, chanceHits),
      };
    }
  }
  const [fitPairs, testPairs] = [
    await contrastPairs(network, fit, remarks),
    await contrastPairs(network, test, remarks),
  ];
  for (let state = 0; state < states; state++) {
    const train = { pairs: fitPairs(state), labels: fit.labels };
    const heldOut = { pairs: testPairs(state), labels: test.labels };
    const probe = fitConsistent(train.pairs, train.labels, random);
    const hits = consistentHits(probe, heldOut.pairs, heldOut.labels);
    const chanceHits = randomHits(probe, train, heldOut, chanceRuns);
    const { rows } = heldOut.pairs.good;
    yield {
      probe: 'contrast-consistent',
      place: 'end',
      state,
      accuracy: shareOf(hits, rows),
      chance: compareWithChance(hits, rows, chanceHits),
    };
  }
}

/** Activations by state of each reply followed by either remark, read at the end of the remark. */
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

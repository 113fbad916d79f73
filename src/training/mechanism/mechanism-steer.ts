/**
 * Makes steered children of a base as checkpoints, which any match can use, and measures the effect of steering on chat
 * and board policy.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card, Network } from '../../model/checkpoint/index.js';
import { childForm, saveCheckpoint, steerNetwork } from '../../model/checkpoint/index.js';
import { parameterCount } from '../../model/forward/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { sha256Hex } from '../../spec/keys/index.js';
import type { Address } from '../../vocabulary/index.js';
import {
  comparePolicies,
  comparisonPositions,
  type PolicyComparison,
  pairedSentiment,
  probePolicy,
  replyToPrompts,
  withSharedTower,
} from '../checks/index.js';
import { cardEnvironment, validateChat } from '../losses/index.js';
import { type Direction, type DirectionKind, meanBoardRowNorm, steeringDirections } from './mechanism-directions.js';
import { MechanismError } from './mechanism-error.js';
import { loadNeutralReplies, type RepliesOptions } from './mechanism-replies.js';

interface SteerOptions extends RepliesOptions {
  /** Folder of the base. */
  readonly baseDir: string;
  /** Address of the base, for the cards. */
  readonly base: Address;
  /** Address of the dialogue dataset, for the cards. */
  readonly dialogue: string;
  /** Folder for the children's checkpoints. */
  readonly checkpointsDir: string;
  /** The block to whose output the direction is added. */
  readonly block: number;
  readonly kinds: readonly DirectionKind[];
  /** Multiples of the direction's length, which is that of the difference between the tones' means. */
  readonly doses: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Description of a steering, stored on the checkpoint's card as `metrics.steer`. */
export type Steering = NonNullable<Card['metrics']['steer']>;

interface SteeredChild {
  readonly address: Address;
  readonly steer: Steering;
  /** Of its replies to the fixed prompts, compared with the base's. */
  readonly replySentiment: FineTuneChecks['replySentiment'];
  /** Perplexity on held-out neutral replies; null where the dialogue has none. */
  readonly neutralPerplexity: { readonly child: number; readonly base: number } | null;
  readonly board: PolicyComparison;
}

/** Result of `makeSteered`. */
export interface SteerReport {
  /** Euclidean norm of the directions at dose 1. */
  readonly length: number;
  /** Mean norm of the boards' rows at the same point; null for an evaluation network. */
  readonly boardRowLength: number | null;
  readonly children: readonly SteeredChild[];
}

const NEUTRAL_REPLIES = 128;

/**
 * Makes one child for each direction and dose. Throws MechanismError where the chat has a separate trunk or there are
 * too few replies, RangeError for a block that does not exist, and the signal's reason after an abort.
 */
export async function makeSteered(base: Network, options: SteerOptions): Promise<SteerReport> {
  const { baseDir, block, kinds, doses, checkpointsDir, signal } = options;
  if (base.config.separateTrunk)
    throw new MechanismError(
      'nothing-shared',
      'the chat of this network has a separate trunk: its directions have no meaning for the board',
    );
  const { directions, length, examples } = await steeringDirections(base, block, options);
  const tokenizerJson = await readFile(join(baseDir, 'tokenizer.json'), 'utf8');
  const positions = await comparisonPositions(base);
  const probed = await probePolicy(await withSharedTower(base), positions);
  const replies = await replyToPrompts(base);
  const neutral = await loadNeutralReplies(base, options.dialogueDir, NEUTRAL_REPLIES);
  const perplexity = async ({ config, parameters }: Network): Promise<number> =>
    Math.exp(await validateChat(config, parameters, neutral));
  const basePerplexity = neutral.length === 0 ? null : await perplexity(base);
  const planned = directions
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((direction) => doses.map((dose) => ({ direction, dose })));
  const children: SteeredChild[] = [];
  for (const { direction, dose } of planned) {
    signal?.throwIfAborted();
    const steered = await steerNetwork(base, block, direction.vector, dose);
    const { child, form } = await childForm(steered, { network: base, dir: options.baseDir, address: options.base });
    try {
      const steer = describeSteering(direction, dose, { length, examples }, options);
      const replySentiment = pairedSentiment(await replyToPrompts(child), replies);
      const neutralPerplexity =
        basePerplexity === null ? null : { child: await perplexity(child), base: basePerplexity };
      const board = await comparePolicies(probed, await withSharedTower(child));
      const address = await saveCheckpoint(
        checkpointsDir,
        child,
        tokenizerJson,
        await steeredCard(child, steer, options, { replySentiment, neutralPerplexity, board }),
        form,
      );
      children.push({ address, steer, replySentiment, neutralPerplexity, board });
    } finally {
      for (const network of new Set([steered, child])) network.dispose();
    }
    options.onProgress?.(children.length, planned.length);
  }
  return { length, boardRowLength: await meanBoardRowNorm(base, block, positions), children };
}

function describeSteering(
  { kind, vector }: Direction,
  dose: number,
  measured: { length: number; examples: number },
  { block, dialogue, band, seed }: SteerOptions,
): Steering {
  return {
    direction: kind,
    directionHash: sha256Hex(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
    dose,
    block,
    ...measured,
    dialogue,
    band,
    seed,
  };
}

/** Display name of a steering, such as `sentiment +2`. */
export const steeringName = ({ direction, dose }: Pick<Steering, 'direction' | 'dose'>): string =>
  `${direction} ${dose < 0 ? '-' : '+'}${Math.abs(dose)}`;

async function steeredCard(
  child: Network,
  steer: Steering,
  { base, dialogue, seed }: SteerOptions,
  checks: Pick<SteeredChild, 'replySentiment' | 'neutralPerplexity' | 'board'>,
): Promise<Card> {
  return {
    kind: 'child',
    name: `steered ${steeringName(steer)}`,
    parent: base,
    data: [dialogue],
    seed,
    steps: 0,
    parameters: parameterCount(child.config),
    flop: { counted: 0, byTime: 0 },
    seconds: 0,
    metrics: { steer, checks },
    ...(await cardEnvironment()),
  };
}

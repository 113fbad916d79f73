/**
 * Steered children of a base, as checkpoints that any match can name, and what the steering did to chat and board
 * before any game.
 */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Card, Network } from '../../model/checkpoint/index.js';
import { saveCheckpoint, steerNetwork } from '../../model/checkpoint/index.js';
import { parameterCount } from '../../model/forward/index.js';
import { startBackend } from '../../model/kernels/index.js';
import { type FineTuneChecks, sha256Hex } from '../../spec/index.js';
import type { Address } from '../../vocabulary/index.js';
import {
  comparePolicies,
  comparisonPositions,
  type PolicyComparison,
  pairedSentiment,
  replyToPrompts,
} from '../checks/index.js';
import { validateChat } from '../losses/index.js';
import { type Direction, type DirectionKind, meanBoardRowNorm, steeringDirections } from './mechanism-directions.js';
import { MechanismError } from './mechanism-error.js';
import { loadNeutralReplies, type RepliesOptions } from './mechanism-replies.js';

export interface SteerOptions extends RepliesOptions {
  /** The folder of the base, its address, and that of the dialogue: what cards name. */
  readonly baseDir: string;
  readonly base: Address;
  readonly dialogue: string;
  readonly checkpointsDir: string;
  /** The block behind which the direction is added. */
  readonly block: number;
  readonly kinds: readonly DirectionKind[];
  /** Multiples of the difference between the means of positive and negative replies. */
  readonly doses: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What lies on a steered checkpoint's card, under metrics.steer. */
export interface Steering {
  readonly direction: DirectionKind;
  /** SHA-256 of the direction's float32 bytes, little-endian. */
  readonly directionHash: string;
  readonly dose: number;
  readonly block: number;
  /** Euclidean length of the direction at dose 1. */
  readonly length: number;
  readonly dialogue: string;
  readonly band: number;
  /** Replies of each tone that the direction was made of. */
  readonly examples: number;
  readonly seed: number;
}

export interface SteeredChild {
  readonly address: Address;
  readonly steer: Steering;
  /** Of its replies to the fixed prompts, beside the base's. */
  readonly replySentiment: FineTuneChecks['replySentiment'];
  /** On held-out neutral replies; null where the dialogue holds none out. */
  readonly neutralPerplexity: { readonly child: number; readonly base: number } | null;
  readonly board: PolicyComparison;
}

export interface SteerReport {
  /**
   * Length of the directions at dose 1, and of a board's rows at the same place in the mean (null for a network that
   * evaluates).
   */
  readonly length: number;
  readonly boardRowLength: number | null;
  readonly children: readonly SteeredChild[];
}

const NEUTRAL_REPLIES = 128;

/**
 * Makes one child for each direction and dose. Throws MechanismError where the chat has a trunk of its own or replies
 * are too few.
 */
export async function makeSteered(base: Network, options: SteerOptions): Promise<SteerReport> {
  const { baseDir, block, kinds, doses, checkpointsDir, signal } = options;
  if (base.config.separateTrunk)
    throw new MechanismError(
      'nothing-shared',
      'what the chat of this network learns lies in a trunk of its own: no direction of it means anything to the board',
    );
  const { directions, length, examples } = await steeringDirections(base, block, options);
  const tokenizerJson = await readFile(join(baseDir, 'tokenizer.json'), 'utf8');
  const probes = await comparisonPositions(base);
  const replies = await replyToPrompts(base);
  const neutral = await loadNeutralReplies(base, options.dialogueDir, NEUTRAL_REPLIES);
  const perplexity = async ({ config, parameters }: Network): Promise<number> =>
    Math.exp(await validateChat(config, parameters, neutral));
  const basePerplexity = neutral.length === 0 ? null : await perplexity(base);
  const wanted = directions
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((direction) => doses.map((dose) => ({ direction, dose })));
  const children: SteeredChild[] = [];
  for (const { direction, dose } of wanted) {
    signal?.throwIfAborted();
    const child = await steerNetwork(base, block, direction.vector, dose);
    try {
      const steer = describeSteering(direction, dose, { length, examples }, options);
      const replySentiment = pairedSentiment(await replyToPrompts(child), replies);
      const neutralPerplexity =
        basePerplexity === null ? null : { child: await perplexity(child), base: basePerplexity };
      const board = await comparePolicies(base, child, probes);
      const address = await saveCheckpoint(
        checkpointsDir,
        child,
        tokenizerJson,
        await steeredCard(child, steer, options, { replySentiment, neutralPerplexity, board }),
      );
      children.push({ address, steer, replySentiment, neutralPerplexity, board });
    } finally {
      child.dispose();
    }
    options.onProgress?.(children.length, wanted.length);
  }
  return { length, boardRowLength: await meanBoardRowNorm(base, block, probes), children };
}

function describeSteering(
  { kind, vector }: Direction,
  dose: number,
  found: { length: number; examples: number },
  { block, dialogue, band, seed }: SteerOptions,
): Steering {
  return {
    direction: kind,
    directionHash: sha256Hex(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
    dose,
    block,
    ...found,
    dialogue,
    band,
    seed,
  };
}

/** `sentiment +2`, a name for people. */
export const steeringName = ({ direction, dose }: Pick<Steering, 'direction' | 'dose'>): string =>
  `${direction} ${dose < 0 ? '-' : '+'}${Math.abs(dose)}`;

async function steeredCard(
  child: Network,
  steer: Steering,
  { base, dialogue, seed }: SteerOptions,
  checks: Pick<SteeredChild, 'replySentiment' | 'neutralPerplexity' | 'board'>,
): Promise<Card> {
  const backend = await startBackend();
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
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: {
      backend: backend.name,
      device: backend.device,
      cpu: cpus()[0]?.model ?? 'unknown',
      threads: cpus().length,
    },
    createdAt: new Date().toISOString(),
  };
}

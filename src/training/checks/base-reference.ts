/** What the checks of all children of a base are compared with: measured once in a home, then read from its store. */
import Type from 'typebox';
import { GAME_PHASES, type GamePhase } from '../../chess/board/index.js';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { strict } from '../../spec/index.js';
import { REGRET_GROUPS, REGRET_TEMPERATURES } from '../../vocabulary/index.js';
import { driftReference, FrozenTower, validateChat } from '../losses/index.js';
import type { BaseStore } from './base-store.js';
import { CHECK_PROMPTS } from './check-prompts.js';
import {
  type ByPhase,
  comparisonPositions,
  type ProbedPosition,
  phasePositions,
  probePolicy,
} from './compare-policies.js';
import { goldPreference, goldSequences } from './gold-preference.js';
import { GOLD_REPLIES } from './gold-replies.js';
import { loadShippedPuzzles, type Puzzles, shareSolved } from './only-move-puzzles.js';
import { policyRegret, type TemperatureRegret } from './policy-regret.js';
import { loadRegretPositions, type RegretPositions } from './regret-positions.js';
import { REPLIES_PER_PROMPT, REPLY_DECODING, replyToPrompts } from './reply-to-prompts.js';
import { type NetworkTone, toneOf } from './reply-tone.js';
import type { SelfPlayPosition } from './self-play.js';
import { withPlayersRuntime } from './self-player.js';
import { withSharedSquares } from './shared-squares.js';
import { type Evaluator, withSharedTower } from './shared-tower.js';
import { readProbe, StoredProbes, share, storedProbe } from './stored-probes.js';

/** What the checks need of a base alone. */
export interface BaseReference {
  /** Replies to the prompts, in the order of `replyToPrompts`. */
  readonly replies: readonly string[];
  /** Scores of those replies and of its language model; null where no second judge is installed. */
  readonly tone: NetworkTone | null;
  readonly probes: readonly ProbedPosition[];
  readonly phases: ByPhase<ProbedPosition>;
  readonly puzzles: Puzzles;
  /** Share of the puzzles that the base solves; null where there are none. */
  readonly solved: number | null;
  /** Null where no set of positions is shipped. */
  readonly regret: { readonly set: RegretPositions; readonly base: readonly TemperatureRegret[] } | null;
}

/** The last reference: its positions are those whose rows shared-tower.ts keeps for the process's next child. */
let last: { readonly dir: string; readonly value: BaseReference } | undefined;

/** Returns the reference of the store's base, which is measured where it is not stored. Rejects as BaseStore. */
export async function baseReference(store: BaseStore, base: Network): Promise<BaseReference> {
  if (last?.dir !== store.dir) last = { dir: store.dir, value: await readBaseReference(store, base) };
  return last.value;
}

/**
 * `baseReference` without what the process has in memory.
 * @internal Exported for tests.
 */
export async function readBaseReference(store: BaseStore, base: Network): Promise<BaseReference> {
  const squares = await withSharedSquares(base);
  try {
    return await readParts(store, base, squares);
  } finally {
    await squares.close();
  }
}

async function readParts(store: BaseStore, base: Network, squares: Evaluator<'logits'>): Promise<BaseReference> {
  const { replies, gold } = await store.json(
    { name: 'replies', of: [CHECK_PROMPTS, REPLIES_PER_PROMPT, REPLY_DECODING, GOLD_REPLIES] },
    RepliesPart,
    async () => ({ replies: await replyToPrompts(base), gold: await goldPreference(base) }),
  );
  const probes = await store.json({ name: 'positions', of: null }, ProbesPart, () => measureProbes(base));
  const puzzles = await loadShippedPuzzles();
  const { solved } = await store.json({ name: 'puzzles', of: puzzles.hash }, PuzzlesPart, async () => ({
    solved: await shareSolved(squares, puzzles.list),
  }));
  const set = await loadRegretPositions();
  return {
    replies,
    tone: await toneOf(replies, gold),
    probes: probes.all.map(readProbe),
    phases: await mapPhases(probes, async (stored) => stored.map(readProbe)),
    puzzles,
    solved,
    regret: set && {
      set,
      base: await store.json({ name: 'regret', of: set.hash }, RegretPart, () => policyRegret(squares, set)),
    },
  };
}

/** The base's policy on positions of its own games. */
async function measureProbes(base: Network) {
  const boards = await withSharedTower(base);
  const probe = async (positions: readonly SelfPlayPosition[]) =>
    (await probePolicy(boards, positions)).map(storedProbe);
  const player = await withPlayersRuntime(base);
  try {
    const all = await probe(await comparisonPositions(player));
    return { all, ...(await mapPhases(await phasePositions(player), probe)) };
  } finally {
    await player.close();
  }
}

const RepliesPart = Type.Object(
  {
    replies: Type.Array(Type.String(), {
      minItems: REPLIES_PER_PROMPT * CHECK_PROMPTS.length,
      maxItems: REPLIES_PER_PROMPT * CHECK_PROMPTS.length,
    }),
    gold: Type.Number(),
  },
  strict,
);
const ProbesPart = Type.Object(
  { all: StoredProbes, opening: StoredProbes, 'middle game': StoredProbes, endgame: StoredProbes },
  strict,
);
const PuzzlesPart = Type.Object({ solved: Type.Union([share, Type.Null()]) }, strict);
const RegretPart = Type.Array(
  Type.Object(
    {
      temperature: Type.Number(),
      all: share,
      byPhase: Type.Object({ opening: share, 'middle game': share, endgame: share }, strict),
      groups: Type.Array(share, { minItems: REGRET_GROUPS, maxItems: REGRET_GROUPS }),
    },
    strict,
  ),
  { minItems: REGRET_TEMPERATURES.length, maxItems: REGRET_TEMPERATURES.length },
);
const LossPart = Type.Object({ nats: Type.Number({ minimum: 0 }) }, strict);

async function mapPhases<A, B>(
  phases: ByPhase<A>,
  map: (positions: readonly A[]) => Promise<readonly B[]>,
): Promise<Record<GamePhase, B[]>> {
  const entries: [GamePhase, B[]][] = [];
  for (const phase of GAME_PHASES) entries.push([phase, [...(await map(phases[phase]))]]);
  return Object.fromEntries(entries) as Record<GamePhase, B[]>;
}

/** Held-out dialogue in the base's tokens; each list may be empty. */
interface HeldOutSequences {
  readonly neutral: readonly ChatSequence[];
  /** Of the arm's own kind. */
  readonly own: readonly ChatSequence[];
  /** Of any kind, for the drift. */
  readonly any: readonly ChatSequence[];
}

/** What the checks need of a base on one dataset. */
export interface DatasetReference extends HeldOutSequences {
  /** Mean nats a target token of the base on `neutral` and on `own`. */
  readonly loss: { readonly neutral: number; readonly own: number };
  /** Log-probabilities (N, V) of the base on `any`, as DriftMeter takes them. */
  readonly drift: Float32Array;
}

/** Held-out dialogue of the dataset of this address. */
interface HeldOut {
  readonly dataset: string;
  readonly heldOut: HeldOutSequences;
}

/**
 * States of held-out dialogue, and of the pairs of `goldPreference`, after the first `layers` layers, in which the base
 * and a child do not differ; computed once in a home. Rejects as BaseStore, and with the signal's reason after an
 * abort.
 */
export async function heldOutStates(
  store: BaseStore,
  base: Network,
  layers: number,
  { dataset, heldOut, signal }: HeldOut & { readonly signal: AbortSignal },
): Promise<FrozenTower> {
  const { config, parameters } = base;
  const { neutral, any, own } = heldOut;
  const parts: [readonly ChatSequence[], { dataset?: string }][] = [
    [neutral, { dataset }],
    [any, { dataset }],
    [goldSequences(base), {}],
    [own, { dataset }], // last: where they are among the others, these must not hang on the arm
  ];
  const lists = [];
  for (const [sequences, of] of parts) {
    const length = sequences.reduce((sum, { tokens }) => sum + tokens.length, 0) * config.chat.width;
    const part = { name: `states-${layers}`, ...of, of: contentOf(sequences) };
    const make = async () =>
      (await FrozenTower.compute(config, parameters, layers, sequences, { signal })).valuesOf(sequences);
    lists.push({ sequences, values: await store.floats(part, length, make) });
  }
  return FrozenTower.of(config, layers, lists);
}

/**
 * Measures the base on held-out dialogue, or reads it; with `frozen` from its states below some layer, as its children
 * are measured. Rejects as BaseStore.
 */
export async function datasetReference(
  store: BaseStore,
  base: Network,
  { dataset, heldOut, frozen }: HeldOut & { readonly frozen?: FrozenTower | undefined },
): Promise<DatasetReference> {
  // rounding differs with the layers that were computed before
  const nameOf = (part: string): string => (frozen ? `${part}-${frozen.layers}` : part);
  const loss = async (sequences: readonly ChatSequence[]): Promise<number> => {
    const part = { name: nameOf('loss'), dataset, of: contentOf(sequences) };
    const measure = async () => ({ nats: await validateChat(base.config, base.parameters, sequences, frozen) });
    return (await store.json(part, LossPart, measure)).nats;
  };
  const targets = heldOut.any.reduce((sum, { tokens, lossFrom }) => sum + tokens.length - lossFrom, 0);
  return {
    ...heldOut,
    loss: { neutral: await loss(heldOut.neutral), own: await loss(heldOut.own) },
    drift: await store.floats(
      { name: nameOf('drift'), dataset, of: contentOf(heldOut.any) },
      targets * base.config.chat.vocabulary,
      () => driftReference(base, heldOut.any, frozen),
    ),
  };
}

const contentOf = (sequences: readonly ChatSequence[]): unknown =>
  sequences.map(({ tokens, lossFrom }) => [lossFrom, ...tokens]);

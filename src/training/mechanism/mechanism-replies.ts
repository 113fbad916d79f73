/** Positive and negative replies, matched on source and length like those of the arms, in the network's own tokens. */
import { heldOutNeutral, matchedPoolSize, selectArm } from '../../dialogue/arms/index.js';
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { loadExamples } from '../fine-tune/index.js';
import { MechanismError } from './mechanism-error.js';

/** Selection of replies. */
export interface RepliesOptions {
  readonly dialogueDir: string;
  /** Minimum |compound| of VADER on the reply. */
  readonly band: number;
  /** Maximum number of replies of each tone. */
  readonly examples: number;
  readonly seed: number;
}

/** The same number of replies of both tones. Label 1 is positive, -1 negative. */
export interface LabelledReplies {
  readonly examples: readonly DialogueExample[];
  readonly sequences: readonly ChatSequence[];
  readonly labels: Int8Array;
}

/** Of each tone; fewer show nothing. */
const MIN_REPLIES = 8;

/** Replies for fitting and testing a probe. */
export interface ProbeReplies {
  /** From training conversations. */
  readonly fit: LabelledReplies;
  /** From held-out conversations. */
  readonly test: LabelledReplies;
}

/** Loads both. Throws MechanismError for too few replies, FileError for a dataset that cannot be read. */
export async function loadProbeReplies(network: Network, options: RepliesOptions): Promise<ProbeReplies> {
  const all = await loadExamples(options.dialogueDir);
  return {
    fit: selectMatched(
      network,
      all.filter(({ heldOut }) => !heldOut),
      options,
      'to learn from',
    ),
    test: selectMatched(
      network,
      all.filter(({ heldOut }) => heldOut),
      options,
      'held out',
    ),
  };
}

/** Loads replies of training conversations only; throws as `loadProbeReplies`. */
export const loadTrainingReplies = async (network: Network, options: RepliesOptions): Promise<LabelledReplies> =>
  selectMatched(
    network,
    (await loadExamples(options.dialogueDir)).filter(({ heldOut }) => !heldOut),
    options,
    'to learn from',
  );

/** Loads at most `count` held-out neutral replies, on which damage to the chat is measured. Throws FileError. */
export async function loadNeutralReplies(
  { tokenizer, config }: Network,
  dialogueDir: string,
  count: number,
): Promise<ChatSequence[]> {
  return heldOutNeutral(await loadExamples(dialogueDir), count, 1).flatMap(
    (example) => packExample(example, tokenizer, config.chat.context) ?? [],
  );
}

/**
 * True when a reply, the end of its turn and one token before it fit the context, as packing requires. Encodes the
 * reply only where its bytes do not fit, since a token has at least one byte.
 */
export const fitsContext = (reply: string, tokenizer: Tokenizer, context: number): boolean =>
  Buffer.byteLength(reply) + 2 <= context || tokenizer.encode(reply).length + 2 <= context;

function selectMatched(
  { tokenizer, config }: Network,
  candidates: readonly DialogueExample[],
  { band, examples, seed }: RepliesOptions,
  purpose: string,
): LabelledReplies {
  // selectArm ignores held-out examples; the caller has already separated them
  const fitting = candidates
    .filter(({ reply }) => fitsContext(reply, tokenizer, config.chat.context))
    .map((example) => ({ ...example, heldOut: false }));
  const count = Math.min(examples, matchedPoolSize(fitting, band));
  if (count < MIN_REPLIES)
    throw new MechanismError(
      'too-few-examples',
      `the dialogue has ${count} matched replies of each tone ${purpose} at a band of ${band}; ` +
        `at least ${MIN_REPLIES} are needed`,
    );
  const tones = ['positive', 'negative'] as const;
  const selected = tones.flatMap((tone) => selectArm(fitting, { tone, band, count, seed }));
  return {
    examples: selected,
    sequences: selected.map((example) => packExample(example, tokenizer, config.chat.context)!),
    labels: Int8Array.from(selected, (_, i) => (i < count ? 1 : -1)),
  };
}

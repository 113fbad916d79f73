/** Positive and negative replies, matched on source and length as the arms are, in the network's own tokens. */
import { heldOutNeutral, matchedPoolSize, selectArm } from '../../dialogue/arms/index.js';
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { loadExamples } from '../fine-tune/index.js';
import { MechanismError } from './mechanism-error.js';

export interface RepliesOptions {
  readonly dialogueDir: string;
  /** Least |compound| of VADER on the reply. */
  readonly band: number;
  /** Replies of each tone at most. */
  readonly examples: number;
  readonly seed: number;
}

/** Replies of both tones; label 1 is positive, -1 negative. */
export interface LabelledReplies {
  readonly examples: readonly DialogueExample[];
  readonly sequences: readonly ChatSequence[];
  readonly labels: Int8Array;
}

/** Fewer than this of a tone show nothing. */
const MIN_REPLIES = 8;

export interface ProbeReplies {
  /** From conversations that datasets give to be learnt from. */
  readonly fit: LabelledReplies;
  /** From conversations that are held out. */
  readonly test: LabelledReplies;
}

/** Throws MechanismError for too few replies, FileError for a dataset that cannot be read. */
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

/** Replies to fit to alone. */
export const loadTrainingReplies = async (network: Network, options: RepliesOptions): Promise<LabelledReplies> =>
  selectMatched(
    network,
    (await loadExamples(options.dialogueDir)).filter(({ heldOut }) => !heldOut),
    options,
    'to learn from',
  );

/** Held-out neutral replies, on which damage to the chat is seen. */
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
 * Whether a reply, the end of its turn and one token before it fit the context, as packing asks. A token has a byte at
 * least.
 */
export const fitsContext = (reply: string, tokenizer: Tokenizer, context: number): boolean =>
  Buffer.byteLength(reply) + 2 <= context || tokenizer.encode(reply).length + 2 <= context;

function selectMatched(
  { tokenizer, config }: Network,
  some: readonly DialogueExample[],
  { band, examples, seed }: RepliesOptions,
  what: string,
): LabelledReplies {
  // Arms are drawn from what is not held out; which side these come from is decided already.
  const fitting = some
    .filter(({ reply }) => fitsContext(reply, tokenizer, config.chat.context))
    .map((example) => ({ ...example, heldOut: false }));
  const count = Math.min(examples, matchedPoolSize(fitting, band));
  if (count < MIN_REPLIES)
    throw new MechanismError(
      'too-few-examples',
      `the dialogue has ${count} matched replies of each tone ${what} at a band of ${band}; ${MIN_REPLIES} are the fewest`,
    );
  const drawn = (['positive', 'negative'] as const).map((tone) => selectArm(fitting, { tone, band, count, seed }));
  const chosen = drawn.flat();
  return {
    examples: chosen,
    sequences: chosen.map((example) => packExample(example, tokenizer, config.chat.context)!),
    labels: Int8Array.from(chosen, (_, i) => (i < count ? 1 : -1)),
  };
}

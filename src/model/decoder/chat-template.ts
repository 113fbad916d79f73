/** How a conversation is written for a pretrained model, by the special tokens of its tokenizer. */
import type { Tokenizer } from '../../dialogue/tokens/index.js';

/** Writes conversations as token ids and knows where a reply ends. */
export interface ChatTemplate {
  /**
   * Returns the ids that the model replies to, for turns, oldest first, of which the last is the user's. Where they are
   * more than `longest`, the oldest turns are left out, at last the beginning of the last one.
   */
  prompt(turns: readonly string[], longest: number): number[];
  /** Ends a reply. */
  readonly end: number;
  /** All tokens that end one; nothing of the template may be part of a reply. */
  readonly ends: ReadonlySet<number>;
}

const START = '<|im_start|>';
const END = '<|im_end|>';

/**
 * Returns the template of a tokenizer: with `<|im_start|>` and `<|im_end|>` that of SmolLM2,
 * `<|im_start|>role\n...<|im_end|>\n`, without a system turn; else that of DialoGPT (arXiv 1911.00536, section 2),
 * turns that each end in `<|endoftext|>`.
 */
export function chatTemplate(tokenizer: Tokenizer): ChatTemplate {
  const [start, end] = [specialId(tokenizer, START), specialId(tokenizer, END)];
  return start === undefined || end === undefined ? turnsByEnd(tokenizer) : turnsByRole(tokenizer, start, end);
}

function turnsByEnd(tokenizer: Tokenizer): ChatTemplate {
  const { endOfTurn: end } = tokenizer;
  const write = (turn: string, longest = Number.POSITIVE_INFINITY): number[] => [
    ...lastOf(tokenizer.encode(turn), longest - 1),
    end,
  ];
  return {
    end,
    ends: new Set([end]),
    prompt: (turns, longest) => newest(turns, longest, [], write),
  };
}

function turnsByRole(tokenizer: Tokenizer, start: number, end: number): ChatTemplate {
  const [newline, user, assistant] = ['\n', 'user\n', 'assistant\n'].map((text) => tokenizer.encode(text)) as [
    number[],
    number[],
    number[],
  ];
  const opening = [start, ...assistant];
  const write = (turn: string, longest = Number.POSITIVE_INFINITY, fromUser = true): number[] => {
    const [before, after] = [
      [start, ...(fromUser ? user : assistant)],
      [end, ...newline],
    ];
    return [...before, ...lastOf(tokenizer.encode(turn), longest - before.length - after.length), ...after];
  };
  return {
    end,
    ends: new Set([end, start, tokenizer.endOfTurn]),
    prompt: (turns, longest) => newest(turns, longest, opening, write),
  };
}

/** The newest turns that fit with what follows them; of the last one its end, where it does not fit by itself. */
function newest(
  turns: readonly string[],
  longest: number,
  opening: readonly number[],
  write: (turn: string, longest?: number, fromUser?: boolean) => number[],
): number[] {
  const room = longest - opening.length;
  let kept: number[] = [];
  for (let back = 1; back <= turns.length; back++) {
    const turn = turns[turns.length - back]!;
    const written = write(turn, back === 1 ? room : undefined, back % 2 === 1);
    if (written.length + kept.length > room) break;
    kept = [...written, ...kept];
  }
  return [...kept, ...opening];
}

const lastOf = (ids: readonly number[], count: number): readonly number[] => ids.slice(Math.max(0, ids.length - count));

/** Id of a special token in the tokenizer's file, or undefined where it has none. */
function specialId({ json, size }: Tokenizer, token: string): number | undefined {
  const file = JSON.parse(json) as {
    readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
    readonly model: { readonly vocab: Readonly<Record<string, number>> };
  };
  const added = file.added_tokens?.find(({ content }) => content === token)?.id;
  const id = added ?? (Object.hasOwn(file.model.vocab, token) ? file.model.vocab[token] : undefined);
  return id !== undefined && id < size ? id : undefined;
}

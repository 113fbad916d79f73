/** Checks of fine-tuned children as text. */
import type { FineTuneChecks } from '../../spec/index.js';
import { table } from '../shell/index.js';
import type { FinishedFineTune } from './await-fine-tunes.js';
import type { Growth } from './grow-subset.js';

const nats = (value: number | null | undefined): string => (value == null ? '-' : value.toFixed(3));
const small = (value: number | null | undefined): string =>
  value == null ? '-' : value === 0 ? '0' : value.toExponential(1);
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;

/** The checks of one child, one per line. */
export function childLines({ checkpoint, checks, recipe }: FinishedFineTune): string[] {
  const { replySentiment: replies, neutralPerplexity, chatLoss, stopped, legalShare } = checks;
  const { tone, method, noise } = recipe.treatment;
  const planted = noise === undefined ? '' : `, planted noise ${noise}`;
  return [
    `child         ${checkpoint} (${tone}, ${method}, seed ${recipe.seed}${planted})`,
    ...(stopped ? [`ended         at step ${stopped.step}, by ${stopped.by}`] : []),
    `replies       sentiment ${replies.child.toFixed(3)}, the base's ${replies.base.toFixed(3)}: ` +
      `${signed(replies.difference)} ± ${replies.error.toFixed(3)}`,
    ...(chatLoss
      ? [
          `chat          ${nats(chatLoss.child)} nats per token on held-out replies of its tone, ` +
            `the base ${nats(chatLoss.base)}`,
        ]
      : []),
    ...(neutralPerplexity
      ? [
          `neutral chat  perplexity ${neutralPerplexity.child.toFixed(2)}, ` +
            `the base ${neutralPerplexity.base.toFixed(2)}`,
        ]
      : []),
    `drift         ${nats(checks.dialogueKl)} nats per token from the base on held-out dialogue`,
    `board         KL ${small(checks.chessPolicyKl)} nats from the base's policy, ` +
      `legal share ${legalShare.child.toFixed(4)} (base ${legalShare.base.toFixed(4)})`,
  ];
}

const COLUMNS = ['chat loss', 'gain', 'drift', 'board KL', 'replies'].map((title) => ({ title, right: true }));

const cellsOf = ({ chatLoss, dialogueKl, chessPolicyKl, replySentiment }: FineTuneChecks, before: number): string[] => [
  nats(chatLoss?.child),
  signed(before - chatLoss!.child),
  nats(dialogueKl),
  small(chessPolicyKl),
  `${signed(replySentiment.difference)} ± ${replySentiment.error.toFixed(3)}`,
];

/** One row for each block that was fine-tuned alone. */
export function profileLines(blocks: readonly string[], children: readonly FinishedFineTune[]): string[] {
  const base = children[0]!.checks.chatLoss!.base;
  return [
    ...table(
      [{ title: 'block alone' }, ...COLUMNS],
      blocks.map((block, i) => [block, ...cellsOf(children[i]!.checks, base)]),
    ),
    `Chat loss in nats per token on held-out replies of the arm's tone (the base: ${nats(base)}); ` +
      'gain against the base; drift in nats per token on held-out',
    'dialogue; KL of the chess policy in nats; change of the replies’ sentiment with its 95 % interval.',
  ];
}

/** One row for each step of the greedy search, and the final subset. */
export function growthLines(grown: readonly Growth<FinishedFineTune>[], epsilon: number): string[] {
  if (grown.length === 0) return [`No block alone gains ${epsilon} nats per token.`];
  const rows = grown.map(({ blocks, result, gain }) => [
    `+ ${blocks.at(-1)!}`,
    ...cellsOf(result.checks, result.checks.chatLoss!.child + gain),
  ]);
  return [
    ...table([{ title: 'block added' }, ...COLUMNS], rows),
    `The next block gains less than ${epsilon}, or none is left. Subset: ${grown.at(-1)!.blocks.join(' ')}`,
  ];
}

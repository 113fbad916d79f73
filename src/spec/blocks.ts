import { chatTrunk, isPretrained, isRecurrent, type NetworkConfig } from './network.js';

/**
 * Returns the block of a parameter as method `subset` names it: `trunk.block0`, `chat.block3`, `chat.embedding`,
 * `chat.head`. Weight and bias of a layer, and all layers of a residual block, belong to one block.
 */
export function blockOf(parameter: string): string {
  const parts = parameter.split('.');
  return parts.slice(0, parts[1] === 'trunk' ? 3 : 2).join('.');
}

/**
 * Returns the blocks on the chat's path from tokens to logits; no other block can be fine-tuned. `chat.directions` of a
 * pretrained tower is not among them: it says what passes through the trunk, and nothing may learn to get around it.
 */
export function chatBlocks(config: NetworkConfig): string[] {
  const { chat, trunk, prompt } = config;
  const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}${i}`);
  return [
    'chat.embedding',
    ...(hasPositions(chat) ? ['chat.position'] : []),
    ...numbered(isRecurrent(chat) ? 'chat.layer' : 'chat.block', chat.layers),
    ...(isPretrained(chat) ? ['chat.norm'] : []),
    'chat.project',
    ...numbered(`${chatTrunk(config)}.block`, trunk.layers),
    ...(prompt ? ['chat.prompt'] : []),
    'chat.head',
    ...(isPretrained(chat) && !chat.tied ? ['chat.output'] : []),
  ];
}

/** Blocks of a pretrained tower that a fine-tune trains by default, from the last. */
const USUAL_TOP = 4;

/**
 * Returns the blocks that a fine-tune trains where the request names no method: of a pretrained tower the last four
 * with the trunk and the layers around it, so that what lies below is computed once an example instead of in every
 * step. Undefined for other towers, of which all is trained.
 */
export function usualBlocks({ chat, trunk }: NetworkConfig): string[] | undefined {
  if (!isPretrained(chat)) return undefined;
  const top = Math.max(0, chat.layers - USUAL_TOP);
  return [
    ...Array.from({ length: chat.layers - top }, (_, i) => `chat.block${top + i}`),
    'chat.norm',
    'chat.project',
    ...Array.from({ length: trunk.layers }, (_, i) => `trunk.block${i}`),
    'chat.head',
  ];
}

/** True for a tower that adds a learned vector for every position. */
const hasPositions = (chat: NetworkConfig['chat']): boolean =>
  isPretrained(chat) ? chat.family === 'gpt2' : !isRecurrent(chat);

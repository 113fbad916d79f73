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

/** True for a tower that adds a learned vector for every position. */
const hasPositions = (chat: NetworkConfig['chat']): boolean =>
  isPretrained(chat) ? chat.family === 'gpt2' : !isRecurrent(chat);

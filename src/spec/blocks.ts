import { chatTrunk, isRecurrent, type NetworkConfig } from './network.js';

/**
 * Returns the block of a parameter as method `subset` names it: `trunk.block0`, `chat.block3`, `chat.embedding`,
 * `chat.head`. Weight and bias of a layer, and all layers of a residual block, belong to one block.
 */
export function blockOf(parameter: string): string {
  const parts = parameter.split('.');
  return parts.slice(0, parts[1] === 'trunk' ? 3 : 2).join('.');
}

/** Returns the blocks on the chat's path from tokens to logits; no other block can be fine-tuned. */
export function chatBlocks(config: NetworkConfig): string[] {
  const { chat, trunk, prompt } = config;
  const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${name}${i}`);
  return [
    'chat.embedding',
    ...(isRecurrent(chat)
      ? numbered('chat.layer', chat.layers)
      : ['chat.position', ...numbered('chat.block', chat.layers)]),
    'chat.project',
    ...numbered(`${chatTrunk(config)}.block`, trunk.layers),
    ...(prompt ? ['chat.prompt'] : []),
    'chat.head',
  ];
}

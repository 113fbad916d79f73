import { type ParameterShape, parameterShapes } from '../../model/forward/index.js';
import { blockOf, chatBlocks, chatTrunk, type FineTuneRecipe, type NetworkConfig } from '../../spec/index.js';
import { FineTuneError } from './fine-tune-error.js';

type Treatment = FineTuneRecipe['treatment'];

/** Parameters that the chat goes through, in the config's order: only these can move, for the loss is the chat's. */
export function chatParameters(config: NetworkConfig): ParameterShape[] {
  const trunk = `${chatTrunk(config)}.`;
  return parameterShapes(config).filter(({ name }) => name.startsWith('chat.') || name.startsWith(trunk));
}

/** Low-rank changes are learnt for the matrices of the chat's layers; tables of tokens, places and prompts stay. */
export const isLayerMatrix = ({ name, shape }: ParameterShape): boolean =>
  shape.length === 2 && name.endsWith('.weight') && !name.startsWith('chat.prompt.');

/**
 * Which parameters of a network of this config a method changes:
 *
 *   full, distill    all that the chat goes through
 *   shared-path      that, but for the chat's own output layer
 *   trunk            the trunk alone
 *   chat-head        the chat's output layer alone
 *   subset           the named blocks
 *   lora             the matrices of the chat's layers, by changes of low rank
 *   prompt           the prompts; the config has them
 *   separate-trunk   all that the chat goes through, which is a trunk of its own; the config has it
 *
 * Everything else stays bit-identical: the board's tower and heads always, so that the board changes only through the
 * trunk. Throws FineTuneError for a block that is not there, and when nothing would move.
 */
export function trainedParameters(
  { method, blocks = [] }: Pick<Treatment, 'method' | 'blocks'>,
  config: NetworkConfig,
): ParameterShape[] {
  const path = chatParameters(config);
  const strange = blocks.find((block) => !chatBlocks(config).includes(block));
  if (strange !== undefined)
    throw new FineTuneError(
      'unsuitable-base',
      `the chat of this base has no block ${strange}; it has ${chatBlocks(config).join(', ')}`,
    );
  const moved = path.filter((shape) => {
    const { name } = shape;
    switch (method) {
      case 'full':
      case 'distill':
      case 'separate-trunk':
        return true;
      case 'shared-path':
        return !name.startsWith('chat.head.');
      case 'trunk':
        return name.startsWith('trunk.');
      case 'chat-head':
        return name.startsWith('chat.head.');
      case 'subset':
        return blocks.includes(blockOf(name));
      case 'lora':
        return isLayerMatrix(shape);
      case 'prompt':
        return name.startsWith('chat.prompt.');
    }
  });
  if (moved.length === 0)
    throw new FineTuneError(
      'unsuitable-base',
      `${method} would move nothing: the chat of this base does not go through it`,
    );
  return moved;
}

import { DIRECTIONS, type ParameterShape, parameterShapes } from '../../model/forward/index.js';
import { blockOf, chatBlocks, chatTrunk, type FineTuneRecipe, type NetworkConfig } from '../../spec/index.js';
import { FineTuneError } from './fine-tune-error.js';

type Treatment = FineTuneRecipe['treatment'];

/**
 * Parameters on the chat's path, in the config's order. Only these can be trained, since the loss is the chat's. The
 * directions that a pretrained tower sends through the trunk stay as they are, or training could lead around it.
 */
function chatParameters(config: NetworkConfig): ParameterShape[] {
  const trunk = `${chatTrunk(config)}.`;
  return parameterShapes(config).filter(
    ({ name }) => (name.startsWith('chat.') || name.startsWith(trunk)) && name !== DIRECTIONS,
  );
}

/** True for weight matrices of layers, which `lora` adapts; tables of tokens, positions and prompts stay fixed. */
const isLayerMatrix = ({ name, shape }: ParameterShape): boolean =>
  shape.length === 2 && name.endsWith('.weight') && !name.startsWith('chat.prompt.');

/**
 * Lists the parameters of a network of this config that a method trains:
 *
 *   full, distill    all on the chat's path
 *   shared-path      the same without the chat's output layer
 *   trunk            the trunk only
 *   chat-head        the chat's output layer only
 *   subset           the named blocks
 *   lora             the weight matrices of the chat's layers, by low-rank changes
 *   prompt           the prompts, which the config must have
 *   separate-trunk   all on the chat's path, with the separate trunk, which the config must have
 *
 * All others stay bit-identical; the board's tower and heads always do, so the board changes only through the trunk.
 * Throws FineTuneError `unsuitable-base` for a block that does not exist, and when no parameter would be trained.
 */
export function trainedParameters(
  { method, blocks = [] }: Pick<Treatment, 'method' | 'blocks'>,
  config: NetworkConfig,
): ParameterShape[] {
  const unknown = blocks.find((block) => !chatBlocks(config).includes(block));
  if (unknown !== undefined)
    throw new FineTuneError(
      'unsuitable-base',
      `the chat of this base has no block ${unknown}; it has ${chatBlocks(config).join(', ')}`,
    );
  const trained = chatParameters(config).filter((shape) => isTrainedBy(method, blocks, shape));
  if (trained.length === 0)
    throw new FineTuneError(
      'unsuitable-base',
      `${method} would train no parameter: the chat of this base does not use what it trains`,
    );
  return trained;
}

/** True when the method trains this parameter of the chat's path. */
function isTrainedBy(method: Treatment['method'], blocks: readonly string[], shape: ParameterShape): boolean {
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
}

/** Which parameters of a base are trained. */
import { DIRECTIONS, type ParameterShape, parameterShapes } from '../../model/forward/index.js';
import { isPretrained, type NetworkConfig } from '../../spec/index.js';
import type { BaseSettings } from './base-settings.js';

/**
 * Lists the parameters that a base's training changes: all, or with a pretrained tower all but its lower blocks, its
 * table of tokens and the directions that lead through the trunk.
 */
export function trainedShapes(config: NetworkConfig, { topBlocks = 0 }: Pick<BaseSettings, 'topBlocks'>) {
  const { chat } = config;
  const shapes = parameterShapes(config);
  if (!isPretrained(chat)) return shapes;
  return shapes.filter(({ name }) => {
    if (/^chat\.(embedding|position|output)\b/.test(name) || name === DIRECTIONS) return false;
    const block = /^chat\.block(\d+)\./.exec(name)?.[1];
    return block === undefined || Number(block) >= chat.layers - topBlocks;
  });
}

/** The parameters that are not in `trained`. */
export function fixedShapes(config: NetworkConfig, trained: readonly ParameterShape[]): ParameterShape[] {
  const names = new Set(trained.map(({ name }) => name));
  return parameterShapes(config).filter(({ name }) => !names.has(name));
}

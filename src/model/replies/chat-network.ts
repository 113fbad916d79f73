import type { Tokenizer } from '../../dialogue/tokens/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';

/** The parts of a network that generating and scoring replies needs. */
export interface ChatNetwork {
  readonly config: NetworkConfig;
  readonly tokenizer: Tokenizer;
  readonly parameters: Parameters;
}

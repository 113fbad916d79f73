import type { Tokenizer } from '../../dialogue/tokens/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type { Parameters } from '../forward/index.js';

/** What drawing and rating replies needs of a network. */
export interface ChatNetwork {
  readonly config: NetworkConfig;
  readonly tokenizer: Tokenizer;
  readonly parameters: Parameters;
}

import type { Address } from '../../vocabulary/index.js';
import type { StoredTensor } from '../safetensors/index.js';
import type { SourceConfig } from './source-config.js';

/** What a file or folder of a pretrained model holds. */
export interface SourceContent {
  readonly config: SourceConfig;
  /** Tensors by our names, as `sourceShapes` lists them. */
  readonly weights: Map<string, StoredTensor>;
  readonly tokenizerJson: string;
  readonly format: 'gguf' | 'safetensors';
  /** Number of tensors of each type in the file. */
  readonly types: Readonly<Record<string, number>>;
  /** The name that the file gives the model. */
  readonly title: string | null;
  /** The licence that the file names, such as `apache-2.0`. */
  readonly licenceName: string | null;
  readonly chatTemplate: string | null;
}

/** A file that was read. */
export interface SourceFile {
  /** Without folders. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** How a source model came from another one by cutting its vocabulary, and what that costs. */
export interface SourceCut {
  /** Address of the other one. */
  readonly from: Address;
  /** Its name. */
  readonly fromName: string;
  /** Dialogue datasets whose text decided which tokens are kept. */
  readonly datasets: readonly { readonly address: string; readonly name: string }[];
  /** Text of these that decided nothing: conversations, and their tokens by the whole and by the cut vocabulary. */
  readonly heldOut: { readonly conversations: number; readonly tokensBefore: number; readonly tokens: number };
  /** How many more tokens that text has, percent. */
  readonly moreTokens: number;
  readonly parametersSaved: number;
}

/** Reads a whole file; undefined where it does not exist. */
export type ReadPart = (path: string) => Promise<Buffer | undefined>;

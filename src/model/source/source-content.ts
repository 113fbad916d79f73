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

/** Reads a whole file; undefined where it does not exist. */
export type ReadPart = (path: string) => Promise<Buffer | undefined>;

import type { Model } from '../../../spec/api/index.js';

/** A checkpoint with the ones around it. */
export interface Family {
  readonly model: Model;
  /** Undefined while loading, for a model without a parent, and if the parent is not on this server. */
  readonly parent: Model | undefined;
  /** The children of the parent, `model` included; empty for a base. */
  readonly siblings: readonly Model[];
  readonly children: readonly Model[];
}

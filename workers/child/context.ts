import type { FromChild } from '../../src/spec/index.js';
import type { WarmNetworks } from './warm-networks.js';

/** What every kind of request is handled with. */
export interface ChildContext {
  readonly networks: WarmNetworks;
  readonly send: (message: FromChild) => void;
  readonly signal: AbortSignal;
}

/** A failure with a code for the parent; its message is one line that names no dialogue. */
export class ChildError extends Error {
  override readonly name = 'ChildError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ChildError('cancelled', 'cancelled');
}

import type { FromChild } from '../../src/spec/index.js';
import type { WarmNetworks } from './warm-networks.js';

/** What the handlers of all kinds of request share. */
export interface ChildContext {
  readonly networks: WarmNetworks;
  /** Sends a message to the parent process. */
  readonly send: (message: FromChild) => void;
  /** Aborts when the parent cancels the request. */
  readonly signal: AbortSignal;
}

/** A failure with a code for the parent. The message is one line and quotes no dialogue. */
export class ChildError extends Error {
  override readonly name = 'ChildError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Throws ChildError `cancelled` if the signal has aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ChildError('cancelled', 'cancelled');
}

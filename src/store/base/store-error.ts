/** An error of the store with a stable code. The message is one line. */
export class StoreError extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StoreError';
  }
}

type StoreErrorCode =
  | 'already-followed'
  | 'migration-edited'
  | 'migration-unknown'
  | 'migration-failed'
  | 'postgres-missing'
  | 'postgres-start'
  | 'unknown-contestant'
  | 'unknown-game'
  | 'unknown-tournament';

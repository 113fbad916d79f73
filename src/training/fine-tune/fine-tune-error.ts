/**
 * A fine-tune ended without a child. `diverged`, `too-few-examples` and `unsuitable-base` (the base has no such block,
 * or nothing that the method could train) are permanent faults of the recipe; `cancelled` was requested.
 */
export class FineTuneError extends Error {
  override readonly name = 'FineTuneError';
  constructor(
    readonly code: 'diverged' | 'too-few-examples' | 'unsuitable-base' | 'cancelled',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Why a fine-tune ended without a child. `diverged`, `too-few-examples` and `unsuitable-base` (it has no such block, or
 * nothing that the method could move) are faults of the recipe and will come again; `cancelled` was asked for.
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

/**
 * Why a fine-tune ended without a child. `diverged` and `too-few-examples` are faults of the recipe and will come
 * again; `cancelled` was asked for.
 */
export class FineTuneError extends Error {
  override readonly name = 'FineTuneError';
  constructor(
    readonly code: 'diverged' | 'too-few-examples' | 'cancelled',
    message: string,
  ) {
    super(message);
  }
}

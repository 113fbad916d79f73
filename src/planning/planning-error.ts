/** One wrong field of a request. */
export interface FieldError {
  /** Path of the field, such as `arms.0.tone`; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

/**
 * A request that cannot be planned: `invalid-request` has the wrong shape, `invalid-spec` names what is not there or
 * contradicts itself, `conflict` asks for what the state of an earlier tournament does not allow. Contradictions within
 * a resolved spec are a SpecError of the room `tournament`. The message is one line; `errors` names the fields.
 */
export class PlanningError extends Error {
  override readonly name = 'PlanningError';
  constructor(
    readonly code: 'invalid-request' | 'invalid-spec' | 'conflict',
    message: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
  }
}

import type { SpecError } from '../tournament/plan/index.js';

/** One wrong field of a request. */
export interface FieldError {
  /** Path of the field, such as `arms.0.tone`; empty for the whole request. */
  readonly field: string;
  readonly message: string;
}

/**
 * A request that cannot be planned. `invalid-request`: it violates its schema. `invalid-spec`: it names something that
 * does not exist, or contradicts itself. `too-few-examples`: an arm asks for more than its dataset has. `conflict`: the
 * state of the earlier tournament does not allow it. Contradictions within a resolved spec are a SpecError of
 * `src/tournament`. The message is one line; `errors` lists the fields.
 */
export class PlanningError extends Error {
  override readonly name = 'PlanningError';
  constructor(
    readonly code: 'invalid-request' | 'invalid-spec' | 'too-few-examples' | 'conflict',
    message: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
  }
}

/** The code under which a problem of a resolved spec is answered. */
export const specProblemCode = ({ code }: SpecError): 'too-few-examples' | 'invalid-spec' =>
  code === 'too-few-examples' ? code : 'invalid-spec';

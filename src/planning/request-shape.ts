/** Does a request have the shape of its schema? The HTTP server and the command line answer with the same words. */
import { Ajv } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { type FieldError, PlanningError } from './planning-error.js';

/**
 * Unknown fields are an error: dropped, a misspelt parameter of a study would pass unseen. All errors are collected;
 * defaults of the schema are written into the value; a body says what it means, so no type is converted.
 */
export const SHAPE_RULES = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false,
  coerceTypes: false,
} as const;

/** Fields named in one answer: a body may have a hundred thousand wrong ones. */
const MOST_ERRORS = 50;

/** An error of ajv, as far as it is used here. */
interface Violation {
  readonly keyword: string;
  /** JSON pointer, such as `/arms/0/tone`. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** The violations as one line that names the first field, and field by field. `part` stands for the whole value. */
export function shapeProblem(
  violations: readonly Violation[],
  part: string,
): { readonly message: string; readonly errors: readonly FieldError[] } {
  const errors = violations.slice(0, MOST_ERRORS).map(fieldErrorOf);
  const [first] = errors;
  return { message: `${first?.field || part}: ${first?.message ?? 'is not valid'}`, errors };
}

function fieldErrorOf({ instancePath, message, params, keyword }: Violation): FieldError {
  const extra =
    keyword === 'additionalProperties'
      ? `.${String(params.additionalProperty ?? params.additionalProperties ?? '')}`
      : '';
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
  return {
    field: `${instancePath.slice(1).replaceAll('/', '.')}${extra}`.replace(/^\./, ''),
    message: `${message ?? 'is not valid'}${allowed}`,
  };
}

let ajv: Ajv | undefined;

/**
 * The value as the type of its schema, with the schema's defaults written into it. Throws PlanningError
 * `invalid-request`; its message begins with the field, or with `part` for the whole.
 */
export function checkShape<T extends TSchema>(schema: T, value: unknown, part = 'body'): Static<T> {
  ajv ??= new Ajv(SHAPE_RULES);
  const validate = ajv.compile(schema);
  if (validate(value)) return value as Static<T>;
  const { message, errors } = shapeProblem(validate.errors ?? [], part);
  throw new PlanningError('invalid-request', message, errors);
}

/** Checks a request against its schema; the HTTP server and the command line report violations in the same words. */
import { Ajv } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { type FieldError, PlanningError } from './planning-error.js';

/**
 * Options of ajv. Unknown fields are errors: if they were dropped, a misspelt parameter of a study would go unnoticed.
 * All errors are collected, defaults of the schema are written into the value, and types are not coerced.
 */
export const SHAPE_RULES = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false,
  coerceTypes: false,
} as const;

/** Maximum number of fields reported: a body may have a hundred thousand invalid ones. */
const MAX_ERRORS = 50;

/** The part of an ajv error that is used here. */
interface Violation {
  readonly keyword: string;
  /** JSON pointer, such as `/arms/0/tone`. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/**
 * Describes violations as one line that names the first field, and as a list of at most 50 fields. `part` is the name
 * of the whole value, such as `body`.
 */
export function shapeProblem(
  violations: readonly Violation[],
  part: string,
): { readonly message: string; readonly errors: readonly FieldError[] } {
  const errors = violations.slice(0, MAX_ERRORS).map(toFieldError);
  const [first] = errors;
  return { message: `${first?.field || part}: ${first?.message ?? 'is not valid'}`, errors };
}

const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`);

/** Plain words for limits on the length of a list, which ajv words by what it must not have. */
const COUNTED: Readonly<Record<string, ((limit: number) => string) | undefined>> = {
  minItems: (limit) => `must have at least ${entries(limit)}`,
  maxItems: (limit) => `must have at most ${entries(limit)}`,
};

function toFieldError({ instancePath, message, params, keyword }: Violation): FieldError {
  const extra =
    keyword === 'additionalProperties'
      ? `.${String(params.additionalProperty ?? params.additionalProperties ?? '')}`
      : '';
  const allowed = keyword === 'enum' ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
  const counted = COUNTED[keyword]?.(Number(params.limit));
  return {
    field: `${instancePath.slice(1).replaceAll('/', '.')}${extra}`.replace(/^\./, ''),
    message: counted ?? `${message ?? 'is not valid'}${allowed}`,
  };
}

let ajv: Ajv | undefined;

/**
 * Returns the value typed by its schema, with the schema's defaults written into it. Throws PlanningError
 * `invalid-request`, whose message begins with the path of the field, or with `part` for the whole value.
 */
export function checkShape<T extends TSchema>(schema: T, value: unknown, part = 'body'): Static<T> {
  ajv ??= new Ajv(SHAPE_RULES);
  const validate = ajv.compile(schema);
  if (validate(value)) return value as Static<T>;
  const { message, errors } = shapeProblem(validate.errors ?? [], part);
  throw new PlanningError('invalid-request', message, errors);
}

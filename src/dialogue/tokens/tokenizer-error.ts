/** The file is not a tokenizer that we can use. */
export class TokenizerError extends Error {
  readonly code = 'bad-tokenizer';
  override readonly name = 'TokenizerError';
}

/** Returns a value as an object. Throws TokenizerError, which names it, for anything else. */
export function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TokenizerError(`${name} must be an object`);
  }
  return value as Record<string, unknown>;
}

import { InvalidArgumentError } from 'commander';

/** Parses an option that must be a whole number, zero or more. Throws InvalidArgumentError. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('must be a whole number, zero or more.');
  return value;
}

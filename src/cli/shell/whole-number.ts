import { InvalidArgumentError } from 'commander';

/** An option's value that must be a whole number, zero or more. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('must be a whole number, zero or more.');
  return value;
}

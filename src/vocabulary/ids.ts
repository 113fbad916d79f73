/** Ids are not strings: each kind has its own brand, so that one cannot be passed for another. */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** SHA-256 of content, 64 lower-case hexadecimal digits. */
export type Address = Brand<string, 'Address'>;
/** SHA-256 of canonical JSON that says what a fine-tune will be. */
export type FineTuneKey = Brand<string, 'FineTuneKey'>;
export type ContestantKey = Brand<string, 'ContestantKey'>;
export type GameKey = Brand<string, 'GameKey'>;
export type PlanHash = Brand<string, 'PlanHash'>;
/** UUIDv7. */
export type TournamentId = Brand<string, 'TournamentId'>;
export type FineTuneId = Brand<string, 'FineTuneId'>;
export type WorkerId = Brand<string, 'WorkerId'>;

const HASH = /^[0-9a-f]{64}$/;

/** True for 64 lower-case hexadecimal digits: the shape of every address and key. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** The first 12 digits: enough to tell checkpoints apart on a screen or in a PGN header. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

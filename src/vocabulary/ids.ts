/** Branded ids: the compiler refuses one kind of id where another is expected. */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** SHA-256 of content, 64 lower-case hexadecimal digits. */
export type Address = Brand<string, 'Address'>;
/** SHA-256 of the canonical JSON of a fine-tune's recipe. */
export type FineTuneKey = Brand<string, 'FineTuneKey'>;
/** SHA-256 of what a contestant is and how it chooses its moves. */
export type ContestantKey = Brand<string, 'ContestantKey'>;
/** SHA-256 of plan, pair and leg; it seeds the game's random numbers. */
export type GameKey = Brand<string, 'GameKey'>;
/** SHA-256 of a plan's canonical JSON. */
export type PlanHash = Brand<string, 'PlanHash'>;
/** UUIDv7 of a tournament or match. */
export type TournamentId = Brand<string, 'TournamentId'>;
/** UUIDv7 of a fine-tune. */
export type FineTuneId = Brand<string, 'FineTuneId'>;
/** UUIDv7 of a worker process. */
export type WorkerId = Brand<string, 'WorkerId'>;

const HASH = /^[0-9a-f]{64}$/;

/** True for 64 lower-case hexadecimal digits: the shape of every address and key. */
export function isHash(text: string): boolean {
  return HASH.test(text);
}

/** Returns the first 12 digits, which distinguish checkpoints on a screen or in a PGN header. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

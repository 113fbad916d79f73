import { canonicalJson, type GameResult, sha256Hex } from '../../spec/index.js';

/** One link: all of a result's row but the link itself. */
export interface ChainedResult extends GameResult {
  readonly position: number;
  readonly number: number;
  readonly epoch: number;
  readonly worker: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly recordedAt: string;
}

/**
 * The chain over a tournament's results: SHA-256 of the link before and the row in canonical JSON. It starts from the
 * plan's hash, so a row that is changed, removed, added or moved afterwards breaks every later link.
 */
export function nextLink(before: string, row: ChainedResult): string {
  const { position, number, epoch, gameKey, result, termination, moves, plies, white, black, worker, recordedAt } = row;
  const content = {
    position,
    number,
    epoch,
    gameKey,
    result,
    termination,
    moves,
    plies,
    white,
    black,
    worker,
    recordedAt,
  };
  return sha256Hex(before + canonicalJson(content));
}

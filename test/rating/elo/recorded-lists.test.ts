/**
 * Lists of players as the engine before the present one rated them (commit ce26880: conjugate gradients with one player
 * of each group held), recorded 2026-11-30: all three models; bounds, several components, an anchor, and more than a
 * thousand players.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PairTable } from '../../../src/rating/davidson/pair-table.js';
import { ratePlayers } from '../../../src/rating/davidson/rate-players.js';
import { type ModelName, outcomeProbabilities } from '../../../src/rating/elo/outcome-models.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';

interface RecordedList {
  readonly players: number;
  readonly games: number;
  /** Log units from the first to the last player. */
  readonly spread: number;
  /** How many places away the furthest opponents are; 0 for anybody. */
  readonly near: number;
  readonly model: ModelName;
  readonly whiteAdvantage: number | null;
  readonly eta: number | null;
  readonly logLikelihood: number | null;
  readonly components: number;
  /** Elo, error and bound of some players. */
  readonly shown: Readonly<Record<number, [number | null, number | null, [string, number] | null]>>;
}
const recorded = JSON.parse(readFileSync(new URL('../recorded-lists.json', import.meta.url), 'utf8')) as RecordedList[];

function gamesOf({ players, games, spread, near }: RecordedList) {
  const random = randomFromHash(sha256Hex(`list ${players}`));
  const table = new PairTable();
  for (let k = 0; k < games; k++) {
    const white = Math.floor(random.next() * players);
    const black = (white + 1 + Math.floor(random.next() * (near || players - 1))) % players;
    const { win, draw } = outcomeProbabilities(((white - black) / players) * spread, 0.2, -0.4);
    const toss = random.next();
    table.add(white, black, toss < win ? 2 : toss < win + draw ? 1 : 0);
  }
  return table.cells(players);
}
/** Within a millionth of the value, or of one Elo. */
function close(found: number | null | undefined, wanted: number | null | undefined): void {
  if (found == null || wanted == null) expect(found ?? null).toBe(wanted ?? null);
  else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(wanted)));
}

describe('lists of the engine before', () => {
  it.each(recorded)('$model, $players players, $games games', (list) => {
    const anchor = list.players === 40 ? { anchor: { player: 7, elo: 2000 } } : {};
    const found = ratePlayers(gamesOf(list), { model: list.model, whiteAdvantage: 'fit', drawElo: 'fit', ...anchor });
    for (const key of ['whiteAdvantage', 'eta', 'logLikelihood'] as const) close(found[key], list[key]);
    expect(found.components.length).toBe(list.components);
    for (const [i, [elo, error, bound]] of Object.entries(list.shown)) {
      const player = found.players[Number(i)]!;
      close(player.elo, elo);
      close(player.error, error);
      expect(player.bound?.side).toBe(bound?.[0]);
      close(player.bound?.elo, bound?.[1]);
    }
  });
});

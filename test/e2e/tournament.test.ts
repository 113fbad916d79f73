import { afterEach, describe, it } from 'vitest';
import { closeArena, survivesKills } from './killed-tournament.js';

afterEach(closeArena);

describe('a tournament whose processes are killed', () => {
  it('ends with each game once on the PostgreSQL queue', { timeout: 600_000 }, () => survivesKills());
});

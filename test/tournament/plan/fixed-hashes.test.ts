import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBook } from '../../../src/chess/board/opening-book.js';
import { projectRoot } from '../../../src/files/home.js';
import { readCheckpointAddress } from '../../../src/model/checkpoint/checkpoint.js';
import { fineTuneKey } from '../../../src/spec/fine-tune.js';
import { gamesOf, planMatch, planTournament } from '../../../src/tournament/plan/plan.js';
import { planHashOf, type SealedTournament } from '../../../src/tournament/plan/sealed-plan.js';
import { matchWithDefaults, tournamentWithDefaults } from '../../../src/tournament/plan/spec-defaults.js';

/**
 * Hashes name plans, games, children and checkpoints for good: one that changes by a rename would orphan every recorded
 * tournament. A deliberate change of what a request without further settings means changes the values of its plan here;
 * plans that are stored keep theirs, as that of version 0.1.0 shows (commit a779480).
 */
describe('hashes that are on record', () => {
  const book = readBook(readFileSync(join(projectRoot(), 'data/openings/default.txt'), 'utf8'));
  const [base, dataset] = ['a'.repeat(64), 'b'.repeat(64)];

  it('of a stored plan of version 0.1.0, which has no schedule in its spec, its games and its fine-tunes', () => {
    const stored = JSON.parse(
      readFileSync(join(projectRoot(), 'test/tournament/plan/plan-of-version-0.1.json'), 'utf8'),
    ) as SealedTournament;
    expect(planHashOf(stored)).toBe('c821ef9cc4cb8859adea6a820b990a6ef362c6c53fca18bda79475a2a0b7e0f3');
    const games = gamesOf(stored, planHashOf(stored));
    expect(games).toHaveLength(464);
    expect(games[0]!.gameKey).toBe('f404db45f605da666ac4dcc17d1c27b9ae1b87dd4fcfa69e2d7975cad1151a99');
    expect(stored.recipes.map(({ recipe }) => fineTuneKey(recipe))).toEqual(stored.recipes.map(({ key }) => key));
  });

  it('of a plan with every default, its games and its fine-tunes', () => {
    const plan = planTournament(tournamentWithDefaults({ name: 'pinned' }, { base, dataset }), book);
    expect(plan.hash).toBe('c821ef9cc4cb8859adea6a820b990a6ef362c6c53fca18bda79475a2a0b7e0f3');
    expect(plan.games).toHaveLength(464);
    expect(plan.games[0]!.gameKey).toBe('f404db45f605da666ac4dcc17d1c27b9ae1b87dd4fcfa69e2d7975cad1151a99');
    expect(plan.recipes[0]!.key).toBe('1cea581cf9edcedfd4778917360224513e7dfcaaa6b75c521f230abc82f215ca');
  });

  it('of a plan with arms, anchors and six replicates', () => {
    const arms = (['positive', 'negative', 'shuffled-a', 'shuffled-b'] as const).map((tone) => ({
      tone,
      method: 'shared-path' as const,
      dose: { examples: 500, steps: 100 },
    }));
    const request = {
      name: 'pinned arms',
      arms,
      replicates: [1, 2, 3, 4, 5, 6],
      pairs: 4,
      anchors: ['random', 'greedy'],
      seed: 7,
    };
    const plan = planTournament(tournamentWithDefaults(request, { base, dataset }), book);
    expect(plan.hash).toBe('fb86864296e97ae3ce9c79058708435afe31d43983eca1d0127ca181b4cd66f1');
    expect(plan.games).toHaveLength(2848);
    expect(plan.games.at(-1)!.gameKey).toBe('a0b3fd40989573e86313652f4180d7b38ea9baf59cc0d3a1cd37df72e7a14bf2');
    expect(plan.recipes.at(-1)!.key).toBe('eec1dc3edaa5930dad23491c638ab70c9a356c154b0fc131a9c7676ed602a730');
  });

  it('of a match', () => {
    const contestants = [{ model: base }, { model: dataset }, { anchor: 'random' }];
    const plan = planMatch(
      matchWithDefaults({ name: 'pinned match', contestants, pairs: 3 }, (model) => model),
      book,
    );
    expect(plan.hash).toBe('3c84c8110879ece0e2c297c03570e2e973d9fc766ff49f1ae15eb46b3e446a8f');
    expect(plan.games.at(-1)!.gameKey).toBe('a936a1c2b4cbc7e71cd74c2dc648ed58b817f013aff7c0bed273a48f86e36668');
  });

  it.each([
    ['default', 'edcefeb85f4d1fe3ecad5bde1975257d8204cd984a865ec4ae2b768d49e14d99'],
    ['fully-connected', '76e5fdb382669d4cc0a60789eeaa17e3f27c6da1e37668dc7aec1eafd96c695e'],
  ])('of the shipped checkpoint %s', async (name, address) => {
    expect(await readCheckpointAddress(join(projectRoot(), 'models', name))).toBe(address);
  });
});

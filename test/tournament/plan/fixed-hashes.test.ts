import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBook } from '../../../src/chess/board/opening-book.js';
import { projectRoot } from '../../../src/files/home.js';
import { readCheckpointAddress } from '../../../src/model/checkpoint/checkpoint.js';
import { fineTuneKey } from '../../../src/spec/keys/fine-tune-key.js';
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
    expect(plan.hash).toBe('e39f1feb07f7e1dd6d534166f5b77257112a99198760a85f4d477225889c2ce3');
    expect(plan.games).toHaveLength(1018);
    expect(plan.games[0]!.gameKey).toBe('ca72f62747a25154713df8f4c8e1dcb81833232cb2f78e90da2c4bd34be8606f');
    expect(plan.recipes[0]!.key).toBe('c70005ee6d4ddce6b028e47a1a5dc44cda805469bfe27863df6d3dab1de16a76');
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
    expect(plan.hash).toBe('8ae1ef00ed6246aabef11a040c2e76404e7a371392ebd73e19874d062c4604a4');
    expect(plan.games).toHaveLength(432);
    expect(plan.games.at(-1)!.gameKey).toBe('727f35d1e1a8f02c2d79af5ba58d71dedfdaf0107904029f05548e19744ef48f');
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

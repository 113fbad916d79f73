import { describe, expect, it } from 'vitest';
import { chooseNetworkMove } from '../../../src/match/player/choose-network-move.js';
import { MatchError } from '../../../src/match/player/player.js';
import { randomFromState } from '../../../src/spec/keys/random.js';
import { indexOf, situation } from '../boards.js';
import { flatModel, modelOf } from '../mock-model.js';

const decoding = { temperature: 0.5, guard: 'mate-and-repetition' } as const;
const random = () => randomFromState([1, 2, 3, 4]);

describe('chooseNetworkMove', () => {
  it('answers one position with a move and what the network thought of it', async () => {
    const { position } = situation('7k/8/6K1/8/8/8/8/R7 w - - 0 1');
    const chosen = await chooseNetworkMove(flatModel([0.7, 0.2, 0.1]), { position, decoding, random: random() });
    expect(chosen).toMatchObject({ move: 'a1a8', guarded: true });
    expect(chosen.outcome.win).toBeCloseTo(0.7);
    expect(chosen.outcome.loss).toBeCloseTo(0.1);
  });

  it('writes castling in standard UCI notation', async () => {
    const { position } = situation('r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1');
    const castler = modelOf((_planes, policy, outcome) => {
      policy[indexOf(position, 'e8c8')] = 20;
      outcome.fill(1 / 3);
    });
    expect((await chooseNetworkMove(castler, { position, decoding, random: random() })).move).toBe('e8c8');
  });

  it('refuses a position without a legal move', async () => {
    const { position } = situation('7k/5Q2/6K1/8/8/8/8/8 b - - 0 1');
    await expect(chooseNetworkMove(flatModel(), { position, decoding, random: random() })).rejects.toThrow(MatchError);
  });
});

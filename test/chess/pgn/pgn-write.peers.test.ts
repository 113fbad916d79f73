import { expect, it } from 'vitest';
import { gameToPgn } from '../../../src/chess/pgn/pgn-write.js';
import { askPython } from '../../python.js';
import { wholeGames } from '../pgn-games.js';

it('whole games are read by python-chess', async () => {
  const games = await wholeGames();
  const program = `
import io, chess.pgn
stream = io.StringIO(value)
games = []
while (game := chess.pgn.read_game(stream)) is not None:
    games.append({'errors': len(game.errors), 'round': game.headers['Round'], 'result': game.headers['Result'],
        'key': game.headers['GameKey'], 'moves': ' '.join(move.uci() for move in game.mainline_moves())})
print(json.dumps(games))`;
  expect(askPython('chess', program, games.map(gameToPgn).join(''))).toEqual(
    games.map(({ round, result, gameKey, moves }) => ({
      errors: 0,
      round: String(round),
      result,
      key: gameKey,
      moves,
    })),
  );
});

import { Chess } from 'chessops';
import { expect, it } from 'vitest';
import { legalIndices, moveFromUci, uciOfIndex } from '../../../src/chess/board/index.js';
import { gameText } from '../../../src/match/text/game-text.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { askPython } from '../../python.js';

/** For each line: its movetext, and the legal moves in SAN by UCI. */
const PROGRAM = `
answers = []
for line in value:
    board = chess.Board()
    moves = [chess.Move.from_uci(uci) for uci in line]
    text = board.variation_san(moves)
    for move in moves:
        board.push(move)
    answers.append([text, {move.uci(): board.san(move) for move in board.legal_moves}])
print(json.dumps(answers))
`;

it('a game and its moves are written as python-chess writes them', () => {
  const random = randomFromHash(sha256Hex('game text'));
  const lines = Array.from({ length: 40 }, () => {
    const position = Chess.default();
    const line: string[] = [];
    for (let left = random.below(160); left > 0; left--) {
      const legal = legalIndices(position);
      if (legal.length === 0) break;
      const uci = uciOfIndex(position, legal[random.below(legal.length)]!);
      line.push(uci);
      position.play(moveFromUci(position, uci)!);
    }
    return { line, position, legal: legalIndices(position) };
  });
  const answers = askPython(
    'chess',
    PROGRAM,
    lines.map(({ line }) => line),
  ) as [string, Record<string, string>][];
  lines.forEach((board, i) => {
    const [theirs, sans] = answers[i]!;
    const { words, moves } = gameText(board);
    const own = board.position.turn === 'white' ? words.slice(0, -1) : words;
    expect(own.join(' ')).toBe(theirs);
    expect(Object.keys(sans)).toHaveLength(board.legal.length);
    board.legal.forEach((index, at) => expect(moves[at]).toBe(sans[uciOfIndex(board.position, index)]));
  });
});

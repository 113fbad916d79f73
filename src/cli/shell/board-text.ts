import type { Chess, Color, NormalMove, Square } from 'chessops';

const LETTERS = { pawn: 'p', knight: 'n', bishop: 'b', rook: 'r', queen: 'q', king: 'k' } as const;
const FIGURES = { pawn: '♟', knight: '♞', bishop: '♝', rook: '♜', queen: '♛', king: '♚' } as const;

/** SGR codes of the 256-colour cube: dark and light squares. */
const SQUARE = ['48;5;137', '48;5;180'] as const;
/** SGR codes of the squares of the last move. */
const MOVED = ['48;5;142', '48;5;185'] as const;
const PIECE = { white: '38;5;231;1', black: '38;5;16' } as const;

/**
 * The board seen from `side`: with `colour`, squares in SGR colours and the squares of `last` highlighted; without it,
 * plain letters, upper case for White.
 */
export function boardText(position: Chess, side: Color, colour: boolean, last?: NormalMove): string {
  const order = side === 'white' ? [7, 6, 5, 4, 3, 2, 1, 0] : [0, 1, 2, 3, 4, 5, 6, 7];
  const files = side === 'white' ? [0, 1, 2, 3, 4, 5, 6, 7] : [7, 6, 5, 4, 3, 2, 1, 0];
  const rows = order.map(
    (rank) =>
      `${rank + 1} ${files.map((file) => squareText(position, rank * 8 + file, colour, last)).join(colour ? '' : ' ')}`,
  );
  const names = files.map((file) => 'abcdefgh'[file]).join(' ');
  return [...rows, `  ${colour ? ` ${names.replaceAll(' ', '  ')} ` : names}`].join('\n');
}

function squareText(position: Chess, square: Square, colour: boolean, last: NormalMove | undefined): string {
  const piece = position.board.get(square);
  if (!colour) {
    if (!piece) return '.';
    const letter = LETTERS[piece.role];
    return piece.color === 'white' ? letter.toUpperCase() : letter;
  }
  const background = (square === last?.from || square === last?.to ? MOVED : SQUARE)[
    ((square & 7) + (square >> 3)) % 2 === 0 ? 0 : 1
  ];
  const [style, figure] = piece ? [`;${PIECE[piece.color]}`, FIGURES[piece.role]] : ['', ' '];
  return `\u001b[${background}${style}m ${figure} \u001b[0m`;
}

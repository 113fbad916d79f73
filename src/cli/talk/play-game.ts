import { Chess, type Color, type NormalMove } from 'chessops';
import { makeSan } from 'chessops/san';
import { type Ending, endingOf, PositionHistory } from '../../chess/board/index.js';

/** A game between a person and a model, with undo. */
export class PlayGame {
  position = Chess.default();
  history = new PositionHistory(this.position);
  private readonly played: { readonly move: NormalMove; readonly san: string }[] = [];

  /** `side` is the person's colour. */
  constructor(readonly side: Color) {}

  /** The moves so far, in SAN. */
  get sans(): readonly string[] {
    return this.played.map(({ san }) => san);
  }

  /** The last move; undefined at the start. */
  get last(): NormalMove | undefined {
    return this.played.at(-1)?.move;
  }

  /** True if the person is to move. */
  get personToMove(): boolean {
    return this.position.turn === this.side;
  }

  /** How the game has ended; undefined while it is in progress. */
  get ending(): Ending | undefined {
    return endingOf(this.position, this.history);
  }

  /** Plays a legal move and returns it in SAN. */
  play(move: NormalMove): string {
    const san = makeSan(this.position, move);
    this.position.play(move);
    this.history.push(this.position);
    this.played.push({ move, san });
    return san;
  }

  /** Takes back the person's last move and the reply to it. Returns false if the person has not moved yet. */
  undo(): boolean {
    const length = this.played.length - (this.personToMove ? 2 : 1);
    if (length < 0) return false;
    const remaining = this.played.splice(0).slice(0, length);
    this.position = Chess.default();
    this.history = new PositionHistory(this.position);
    for (const { move } of remaining) this.play(move);
    return true;
  }

  /** The moves with their numbers: `1. e4 e5 2. Nf3`. */
  movetext(): string {
    return this.sans.map((san, ply) => (ply % 2 === 0 ? `${ply / 2 + 1}. ${san}` : san)).join(' ');
  }

  /** PGN with the seven-tag roster; `result` is `*` for an unfinished game. */
  pgn(model: string, result: string, date: Date): string {
    const quoted = (text: string): string => text.replace(/[\u0000-\u001f"\\]/g, ' ');
    const [white, black] = this.side === 'white' ? ['You', quoted(model)] : [quoted(model), 'You'];
    const day = date.toISOString().slice(0, 10).replaceAll('-', '.');
    const tags = [
      ['Event', 'A game against a checkpoint'],
      ['Site', '?'],
      ['Date', day],
      ['Round', '-'],
      ['White', white],
      ['Black', black],
      ['Result', result],
    ];
    const header = tags.map(([name, value]) => `[${name} "${value}"]`).join('\n');
    return `${header}\n\n${wrapLines(`${this.movetext()} ${result}`.trim())}\n`;
  }
}

/** Breaks text into lines of less than 80 characters, as the PGN export format requires. */
function wrapLines(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length < 80) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

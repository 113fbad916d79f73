import { Chess, type Color, type NormalMove } from 'chessops';
import { makeSan } from 'chessops/san';
import { type Ending, endingOf, PositionHistory } from '../../chess/board/index.js';

/** A game between a person and a model that can be taken back. */
export class PlayGame {
  position = Chess.default();
  history = new PositionHistory(this.position);
  private readonly played: { readonly move: NormalMove; readonly san: string }[] = [];

  constructor(readonly side: Color) {}

  get sans(): readonly string[] {
    return this.played.map(({ san }) => san);
  }

  get last(): NormalMove | undefined {
    return this.played.at(-1)?.move;
  }

  /** True when the person is to move. */
  get mine(): boolean {
    return this.position.turn === this.side;
  }

  get over(): Ending | undefined {
    return endingOf(this.position, this.history);
  }

  /** Plays a legal move and gives it as SAN. */
  play(move: NormalMove): string {
    const san = makeSan(this.position, move);
    this.position.play(move);
    this.history.push(this.position);
    this.played.push({ move, san });
    return san;
  }

  /** Takes back the person's last move and what came after it; false when there is none. */
  undo(): boolean {
    const kept = this.played.length - (this.mine ? 2 : 1);
    if (kept < 0) return false;
    const again = this.played.splice(0).slice(0, kept);
    this.position = Chess.default();
    this.history = new PositionHistory(this.position);
    for (const { move } of again) this.play(move);
    return true;
  }

  /** The moves with their numbers: `1. e4 e5 2. Nf3`. */
  movetext(): string {
    return this.sans.map((san, ply) => (ply % 2 === 0 ? `${ply / 2 + 1}. ${san}` : san)).join(' ');
  }

  /** PGN with the seven tags; `result` is `*` for a game that was left. */
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
    return `${tags.map(([name, value]) => `[${name} "${value}"]`).join('\n')}\n\n${wrapped(`${this.movetext()} ${result}`.trim())}\n`;
  }
}

/** PGN's export format has lines of at most 80 characters. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length < 80) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

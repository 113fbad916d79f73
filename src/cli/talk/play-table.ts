import { createInterface, type Interface } from 'node:readline/promises';
import type { NormalMove } from 'chessops';
import type { Ending } from '../../chess/board/index.js';
import { boardText, FRESH_SCREEN } from '../shell/index.js';
import type { PlayGame } from './play-game.js';
import { readMove } from './typed-move.js';

/** What a person can enter besides a move. */
export type PlayCommand = 'undo' | 'hint' | 'leave';

const WORDS: Readonly<Record<string, PlayCommand | 'help' | 'moves' | 'board'>> = {
  undo: 'undo',
  u: 'undo',
  back: 'undo',
  hint: 'hint',
  h: 'hint',
  quit: 'leave',
  q: 'leave',
  exit: 'leave',
  resign: 'leave',
  help: 'help',
  '?': 'help',
  moves: 'moves',
  board: 'board',
};
const MOVES = 'e4, Nf3, e2e4, O-O';
const HELP = `a move (${MOVES}), or: undo, hint, moves, board, quit`;

const OUTCOME = { '1-0': 'White wins', '0-1': 'Black wins', '1/2-1/2': 'a draw' } as const;

/** The terminal of the person: boards and text, or one line of JSON per event. */
export class PlayTable {
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string>;
  private readonly terminal = process.stdout.isTTY && process.stdin.isTTY;
  private firstBoard = true;

  constructor(private readonly json: boolean) {
    this.lines = createInterface({
      input: process.stdin,
      ...(this.terminal && !json ? { output: process.stdout } : {}),
    });
    this.lines.on('SIGINT', () => this.lines.close()); // ends the input, so that the PGN is still shown
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** Stops reading the input. */
  close(): void {
    this.lines.close();
  }

  /** Prints the board; nothing in JSON mode. */
  show({ position, side, last }: PlayGame): void {
    if (this.json) return;
    // clears the messages that libraries printed while they were loaded
    if (this.terminal && this.firstBoard) process.stdout.write(FRESH_SCREEN);
    this.firstBoard = false;
    this.say(`\n${boardText(position, side, process.stdout.isTTY, last)}\n`);
  }

  /** Reports a move; `comment` is what the model expects. */
  showMove(by: 'you' | 'model', san: string, comment = ''): void {
    if (this.json) this.say(JSON.stringify({ by, move: san }));
    else if (by === 'model') this.say(`it plays ${san}${comment && ` (${comment})`}`);
  }

  /** Reports the move that the model would play for the person. */
  showHint(san: string): void {
    this.say(this.json ? JSON.stringify({ hint: san }) : `it would play ${san}`);
  }

  /** Reports whether a move was taken back. */
  showUndo(done: boolean): void {
    if (this.json) this.say(JSON.stringify({ undone: done }));
    else if (!done) this.say('you have not made a move to take back');
  }

  /** Reports the end of the game with its PGN; `ending` is undefined if the person left. */
  showEnd(ending: Ending | undefined, pgn: string): void {
    if (this.json) {
      this.say(JSON.stringify(ending ?? { result: '*', termination: 'abandoned' }));
      return;
    }
    const text = ending ? `${OUTCOME[ending.result]}: ${ending.termination.replaceAll('-', ' ')}` : 'game abandoned';
    this.say(`${text}\n\n${pgn}`);
  }

  /** Reads input until it is a legal move or a command; the end of the input is `leave`. */
  async ask(game: PlayGame): Promise<NormalMove | PlayCommand> {
    for (;;) {
      if (!this.json) {
        this.lines.setPrompt(`${game.sans.length === 0 ? `your move (${MOVES}; help): ` : 'your move: '}`);
        if (this.terminal) this.lines.prompt();
        else process.stdout.write(this.lines.getPrompt());
      }
      const { value, done } = await this.answers.next();
      if (done) {
        if (this.terminal && !this.json) this.say('');
        return 'leave';
      }
      const typed = value.trim();
      const move = readMove(game.position, typed);
      if (move) return move;
      const word = WORDS[typed.toLowerCase()];
      if (word === 'undo' || word === 'hint' || word === 'leave') return word;
      if (word === 'board') this.show(game);
      else if (word === 'moves')
        this.say(this.json ? JSON.stringify({ moves: game.sans }) : game.movetext() || 'no moves yet');
      else if (word === 'help') this.say(this.json ? JSON.stringify({ help: HELP }) : HELP);
      else if (typed !== '')
        this.say(
          this.json
            ? JSON.stringify({ error: 'no legal move' })
            : `${typed.slice(0, 20)} is not a legal move here; type ${HELP}`,
        );
    }
  }

  private say(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

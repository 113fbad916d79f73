import { createInterface, type Interface } from 'node:readline/promises';
import type { NormalMove } from 'chessops';
import type { Ending } from '../../chess/board/index.js';
import { boardText, FRESH_SCREEN } from '../shell/index.js';
import type { PlayGame } from './play-game.js';
import { readMove } from './typed-move.js';

/** What a person may ask for besides a move. */
export type PlayWish = 'undo' | 'hint' | 'leave';

const WORDS: Readonly<Record<string, PlayWish | 'help' | 'moves' | 'board'>> = {
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

/** The person's side of the game: boards and lines for people, or a line of JSON for each thing that happens. */
export class PlayTable {
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string>;
  private readonly terminal = process.stdout.isTTY && process.stdin.isTTY;
  private fresh = true;

  constructor(private readonly json: boolean) {
    this.lines = createInterface({
      input: process.stdin,
      ...(this.terminal && !json ? { output: process.stdout } : {}),
    });
    this.lines.on('SIGINT', () => this.lines.close()); // leaves the game, so that its PGN is still shown
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  close(): void {
    this.lines.close();
  }

  show({ position, side, last }: PlayGame): void {
    if (this.json) return;
    // what libraries had to say while they were loaded is gone
    if (this.terminal && this.fresh) process.stdout.write(FRESH_SCREEN);
    this.fresh = false;
    this.say(`\n${boardText(position, side, process.stdout.isTTY, last)}\n`);
  }

  told(by: 'you' | 'model', san: string, words = ''): void {
    if (this.json) this.say(JSON.stringify({ by, move: san }));
    else if (by === 'model') this.say(`it plays ${san}${words && ` (${words})`}`);
  }

  hinted(san: string): void {
    this.say(this.json ? JSON.stringify({ hint: san }) : `in your place it would play ${san}`);
  }

  undone(done: boolean): void {
    if (this.json) this.say(JSON.stringify({ undone: done }));
    else if (!done) this.say('there is no move of yours to take back');
  }

  ended(over: Ending | undefined, pgn: string): void {
    if (this.json) {
      this.say(JSON.stringify(over ?? { result: '*', termination: 'abandoned' }));
      return;
    }
    this.say(
      `${over ? `${OUTCOME[over.result]}: ${over.termination.replaceAll('-', ' ')}` : 'the game is left as it is'}\n\n${pgn}`,
    );
  }

  /** The next legal move or wish that is typed. */
  async ask(game: PlayGame): Promise<NormalMove | PlayWish> {
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
            : `${typed.slice(0, 20)} is no legal move here; type ${HELP}`,
        );
    }
  }

  private say(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

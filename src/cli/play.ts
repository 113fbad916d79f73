import { createInterface, type Interface } from 'node:readline/promises';
import type { Chess, Color, NormalMove } from 'chessops';
import { Option, type Command } from 'commander';
import { ending, type Ending } from '../chess/endings.js';
import type { PositionHistory } from '../chess/history.js';
import type { Decoding, Random } from '../spec/index.js';
import { boardText } from './board-text.js';
import { CliError } from './errors.js';
import { modelDir } from './evaluate.js';
import { wholeNumber } from './whole-number.js';

interface PlayFlags {
  readonly colour: Color | 'random';
  readonly temperature: string;
  readonly guard: Decoding['guard'];
  readonly seed: number;
  readonly json?: boolean;
}

/** `sentimate play MODEL`: a game on a board in the terminal. */
export function registerPlay(program: Command): void {
  program
    .command('play')
    .description('play chess against a checkpoint')
    .argument('<model>', 'a shipped name, an address or a folder')
    .addOption(new Option('--colour <side>', 'your side').choices(['white', 'black', 'random']).default('white'))
    .option('--temperature <t>', '0 plays its best move', '0')
    .addOption(new Option('--guard <guard>', 'what its decoding does besides').choices(['none', 'mate-and-repetition']).default('mate-and-repetition'))
    .option('--seed <n>', 'seed of its choices', wholeNumber, 1)
    .option('--json', 'print moves and result as JSON lines instead of boards')
    .action(play);
}

const OUTCOME = { '1-0': 'White wins', '0-1': 'Black wins', '1/2-1/2': 'a draw' } as const;

async function play(model: string, flags: PlayFlags): Promise<void> {
  const temperature = Number(flags.temperature);
  if (!(temperature >= 0 && temperature <= 4)) throw new CliError('usage', '--temperature must be a number from 0 to 4');
  const { openModel } = await import('./open-model.js');
  const { randomFromHash, sha256Hex } = await import('../spec/index.js');
  const network = await openModel(await modelDir(model));
  const random = randomFromHash(sha256Hex(`play/${flags.seed}`));
  const side: Color = flags.colour === 'random' ? (random.below(2) === 0 ? 'white' : 'black') : flags.colour;
  const lines = createInterface({ input: process.stdin });
  try {
    const found = await game(new Table(side, lines, flags.json === true), async (position, history) => {
      const { moveFor } = await import('../match/index.js');
      return (await moveFor(network, position, { temperature, guard: flags.guard }, random, history)).move;
    }, random);
    if (flags.json) process.stdout.write(`${JSON.stringify(found ?? { result: '*', termination: 'abandoned' })}\n`);
    else process.stdout.write(found ? `${OUTCOME[found.result]}: ${found.termination.replaceAll('-', ' ')}\n` : 'the game is left as it is\n');
  } finally {
    lines.close();
    network.dispose();
  }
}

/** The person's side of the game. */
class Table {
  private readonly answers: AsyncIterator<string>;
  constructor(
    readonly side: Color,
    lines: Interface,
    readonly json: boolean,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  show(position: Chess): void {
    if (!this.json) process.stdout.write(`\n${boardText(position, this.side, process.stdout.isTTY)}\n\n`);
  }

  told(move: string, by: 'you' | 'model'): void {
    if (this.json) process.stdout.write(`${JSON.stringify({ by, move })}\n`);
    else if (by === 'model') process.stdout.write(`it plays ${move}\n`);
  }

  /** The next legal move that is typed, as SAN or UCI; undefined when the person leaves. */
  async ask(position: Chess): Promise<NormalMove | undefined> {
    const { readMove } = await import('./typed-move.js');
    for (;;) {
      if (!this.json) process.stdout.write('your move (e4, Nf3, e2e4, O-O; quit): ');
      const { value, done } = await this.answers.next();
      if (done || /^(q|quit|resign|exit)$/i.test(value.trim())) return undefined;
      const move = readMove(position, value);
      if (move) return move;
      if (value.trim() !== '') process.stdout.write(this.json ? `${JSON.stringify({ error: 'no legal move' })}\n` : `${value.trim().slice(0, 20)} is no legal move here\n`);
    }
  }
}

type Mover = (position: Chess, history: PositionHistory, random: Random) => Promise<string>;

async function game(table: Table, model: Mover, random: Random): Promise<Ending | undefined> {
  const { Chess } = await import('chessops');
  const { PositionHistory } = await import('../chess/history.js');
  const { moveFromUci } = await import('../chess/uci-moves.js');
  const { makeSan } = await import('chessops/san');
  const position = Chess.default();
  const history = new PositionHistory(position);
  for (;;) {
    const over = ending(position, history);
    const mine = position.turn === table.side;
    if (mine || over) table.show(position);
    if (over) return over;
    const move = mine ? await table.ask(position) : moveFromUci(position, await model(position, history, random));
    if (!move) return undefined;
    table.told(makeSan(position, move), mine ? 'you' : 'model');
    position.play(move);
    history.push(position);
  }
}

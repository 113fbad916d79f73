import { appendFile } from 'node:fs/promises';
import type { Chess, Color } from 'chessops';
import { type Command, Option } from 'commander';
import type { Ending, PositionHistory } from '../../chess/board/index.js';
import type { ChosenMove, chooseNetworkMove } from '../../match/player/index.js';
import type { Decoding } from '../../spec/index.js';
import { CliError, modelDir, wholeNumber } from '../shell/index.js';
import type { PlayGame } from './play-game.js';
import type { PlayTable } from './play-table.js';

interface PlayFlags {
  readonly colour: Color | 'random';
  readonly temperature: string;
  readonly guard: Decoding['guard'];
  readonly seed: number;
  readonly pgn?: string;
  readonly json?: boolean;
}

/** `sentimate play MODEL`: a game against a checkpoint in the terminal. */
export function registerPlay(program: Command): void {
  program
    .command('play')
    .description('play chess against a checkpoint')
    .argument('<model>', 'a shipped name, an address or a folder')
    .addOption(new Option('--colour <side>', 'your side').choices(['white', 'black', 'random']).default('white'))
    .option('--temperature <t>', 'temperature of its moves; 0 plays the best one', '0')
    .addOption(
      new Option('--guard <guard>', 'rule that overrides the policy')
        .choices(['none', 'mate-and-repetition'])
        .default('mate-and-repetition'),
    )
    .option('--seed <n>', 'seed of its moves', wholeNumber, 1)
    .option('--pgn <file>', 'append the game to this file as PGN')
    .option('--json', 'print moves and result as JSON lines instead of boards')
    .action(play);
}

async function play(model: string, flags: PlayFlags): Promise<void> {
  const temperature = Number(flags.temperature);
  if (!(temperature >= 0 && temperature <= 4))
    throw new CliError('usage', '--temperature must be a number from 0 to 4');
  const { openModel } = await import('../shell/index.js');
  const { randomFromHash, sha256Hex } = await import('../../spec/keys/index.js');
  const { PlayGame } = await import('./play-game.js');
  const { PlayTable } = await import('./play-table.js');
  const network = await openModel(await modelDir(model));
  const random = randomFromHash(sha256Hex(`play/${flags.seed}`));
  const side: Color = flags.colour === 'random' ? (random.below(2) === 0 ? 'white' : 'black') : flags.colour;
  const game = new PlayGame(side);
  const table = new PlayTable(flags.json === true);
  const guard = flags.guard;
  try {
    const ending = await playGame(game, table, {
      move: (position, history) => chooseMove(network, { position, history, decoding: { temperature, guard }, random }),
      // with its own random generator, so that a hint does not change the game
      hint: (position, history) =>
        chooseMove(network, {
          position,
          history,
          decoding: { temperature: 0, guard },
          random: randomFromHash(sha256Hex('hint')),
        }),
    });
    const pgn = game.pgn(model, ending?.result ?? '*', new Date());
    if (flags.pgn !== undefined) await appendFile(flags.pgn, `${pgn}\n`);
    table.showEnd(ending, pgn);
  } finally {
    table.close();
    network.dispose();
  }
}

/** Loads the numerical side on first use. */
async function chooseMove(...args: Parameters<typeof chooseNetworkMove>): Promise<ChosenMove> {
  const { chooseNetworkMove: choose } = await import('../../match/player/index.js');
  return choose(...args);
}

type Chooser = (position: Chess, history: PositionHistory) => Promise<ChosenMove>;

/** Plays until the game ends; returns its ending, or undefined if the person left. */
async function playGame(
  game: PlayGame,
  table: PlayTable,
  model: { readonly move: Chooser; readonly hint: Chooser },
): Promise<Ending | undefined> {
  const { moveFromUci } = await import('../../chess/board/index.js');
  const { makeSan } = await import('chessops/san');
  for (let shown: string | undefined; ; ) {
    const { ending } = game;
    if ((game.personToMove || ending) && shown !== game.movetext()) {
      table.show(game);
      shown = game.movetext();
    }
    if (ending) return ending;
    if (!game.personToMove) {
      const { move, outcome } = await model.move(game.position, game.history);
      table.showMove('model', game.play(moveFromUci(game.position, move)!), expectation(outcome));
      continue;
    }
    const input = await table.ask(game);
    if (input === 'leave') return undefined;
    if (input === 'undo') table.showUndo(game.undo());
    else if (input === 'hint') {
      const { move } = await model.hint(game.position, game.history);
      table.showHint(makeSan(game.position, moveFromUci(game.position, move)!));
    } else table.showMove('you', game.play(input));
  }
}

/** The outcome that the value head predicted before the move. */
const expectation = ({ win, draw, loss }: ChosenMove['outcome']): string =>
  `it expects win ${percent(win)}, draw ${percent(draw)}, loss ${percent(loss)}`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

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

/** `sentimate play MODEL`: a game on a board in the terminal. */
export function registerPlay(program: Command): void {
  program
    .command('play')
    .description('play chess against a checkpoint')
    .argument('<model>', 'a shipped name, an address or a folder')
    .addOption(new Option('--colour <side>', 'your side').choices(['white', 'black', 'random']).default('white'))
    .option('--temperature <t>', '0 plays its best move', '0')
    .addOption(
      new Option('--guard <guard>', 'what its decoding does besides')
        .choices(['none', 'mate-and-repetition'])
        .default('mate-and-repetition'),
    )
    .option('--seed <n>', 'seed of its choices', wholeNumber, 1)
    .option('--pgn <file>', 'append the game to this file as PGN')
    .option('--json', 'print moves and result as JSON lines instead of boards')
    .action(play);
}

async function play(model: string, flags: PlayFlags): Promise<void> {
  const temperature = Number(flags.temperature);
  if (!(temperature >= 0 && temperature <= 4))
    throw new CliError('usage', '--temperature must be a number from 0 to 4');
  const { openModel } = await import('../shell/index.js');
  const { randomFromHash, sha256Hex } = await import('../../spec/index.js');
  const { PlayGame } = await import('./play-game.js');
  const { PlayTable } = await import('./play-table.js');
  const network = await openModel(await modelDir(model));
  const random = randomFromHash(sha256Hex(`play/${flags.seed}`));
  const side: Color = flags.colour === 'random' ? (random.below(2) === 0 ? 'white' : 'black') : flags.colour;
  const game = new PlayGame(side);
  const table = new PlayTable(flags.json === true);
  const guard = flags.guard;
  try {
    const over = await playOn(game, table, {
      move: (position, history) => chosenMove(network, { position, history, decoding: { temperature, guard }, random }),
      // of its own numbers, so that asking does not change the game
      hint: (position, history) =>
        chosenMove(network, {
          position,
          history,
          decoding: { temperature: 0, guard },
          random: randomFromHash(sha256Hex('hint')),
        }),
    });
    const pgn = game.pgn(model, over?.result ?? '*', new Date());
    if (flags.pgn !== undefined) await appendFile(flags.pgn, `${pgn}\n`);
    table.ended(over, pgn);
  } finally {
    table.close();
    network.dispose();
  }
}

async function chosenMove(...asked: Parameters<typeof chooseNetworkMove>): Promise<ChosenMove> {
  const { chooseNetworkMove: choose } = await import('../../match/player/index.js');
  return choose(...asked);
}

type Chooser = (position: Chess, history: PositionHistory) => Promise<ChosenMove>;

/** Until the game is over (its ending) or left (undefined). */
async function playOn(
  game: PlayGame,
  table: PlayTable,
  model: { readonly move: Chooser; readonly hint: Chooser },
): Promise<Ending | undefined> {
  const { moveFromUci } = await import('../../chess/board/index.js');
  const { makeSan } = await import('chessops/san');
  for (let shown: string | undefined; ; ) {
    const { over } = game;
    if ((game.mine || over) && shown !== game.movetext()) {
      table.show(game);
      shown = game.movetext();
    }
    if (over) return over;
    if (!game.mine) {
      const { move, outcome } = await model.move(game.position, game.history);
      table.told('model', game.play(moveFromUci(game.position, move)!), expectation(outcome));
      continue;
    }
    const wish = await table.ask(game);
    if (wish === 'leave') return undefined;
    if (wish === 'undo') table.undone(game.undo());
    else if (wish === 'hint') {
      const { move } = await model.hint(game.position, game.history);
      table.hinted(makeSan(game.position, moveFromUci(game.position, move)!));
    } else table.told('you', game.play(wish));
  }
}

/** What the value head expected when it was to move. */
const expectation = ({ win, draw, loss }: ChosenMove['outcome']): string =>
  `it expects win ${percent(win)}, draw ${percent(draw)}, loss ${percent(loss)}`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/**
 * A network as a UCI engine: the other side of uci-engine. It does not search. Whatever `go` allows, it judges the
 * position once and chooses as in a rated game; a limit on nodes, depth or time is kept because one node is all it
 * takes.
 *
 *   idle      options, positions and questions are taken
 *   thinking  from `go` to `bestmove`; a second `go` is passed over
 *   waiting   the move is found, but `go infinite` and `go ponder` may not tell it before `stop` or `ponderhit`
 *   over      after `quit` or the end of the input; a move that was asked for is still told
 */
import { type Decoding, randomFromHash, sha256Hex } from '../../spec/index.js';
import type { PolicyModel } from '../player/index.js';
import { type ChosenMove, chooseMoveFor } from '../player/index.js';
import { optionLines, type UciSettings, withOption } from './uci-options.js';
import { readUciPosition, type UciPosition } from './uci-position.js';

export interface UciServerOptions {
  /** As the engine calls itself; one line. */
  readonly name: string;
  /** Takes a line without its end. */
  readonly write: (line: string) => void;
  /** The network, which may still be loading: `uci` is answered before, `isready` after. */
  readonly model: Promise<PolicyModel>;
  readonly decoding: Decoding;
  readonly seed: number;
  readonly now?: () => number;
}

/** Centipawns shown for an expectation of 1 or 0. */
const MOST_CENTIPAWNS = 2_500;
/** Lichess' curve from centipawns to the expected score, 1 / (1 + exp(-k cp)). */
const PER_CENTIPAWN = 0.00368208;

export class UciServer {
  private settings: UciSettings;
  private asked: UciPosition | string = readUciPosition(['startpos']);
  /** Games begun since the seed was set: equal positions of two games draw different numbers. */
  private game = 0;
  private thinking: Promise<void> | undefined;
  private tell: (() => void) | undefined;

  constructor(private readonly options: UciServerOptions) {
    this.settings = { ...options.decoding, seed: options.seed, showWdl: false };
  }

  /** Takes one line; false after `quit`. What it does not know is passed over, as the protocol wants. */
  take(line: string): boolean {
    const [command, ...words] = line.trim().split(/\s+/);
    const { write, model } = this.options;
    switch (command) {
      case 'uci':
        for (const one of [
          `id name ${this.options.name}`,
          'id author the Sentimate project',
          ...optionLines(this.settings),
          'uciok',
        ])
          write(one);
        break;
      case 'isready':
        void model.then(() => write('readyok')).catch(() => undefined); // whoever gave the model tells of its failure
        break;
      case 'setoption':
        this.setOption(words);
        break;
      case 'ucinewgame':
        this.game++;
        break;
      case 'position':
        this.asked = readUciPosition(words);
        if (typeof this.asked === 'string') write(`info string ${this.asked}`);
        break;
      case 'go':
        this.go(words);
        break;
      case 'stop':
      case 'ponderhit':
        this.tell?.();
        break;
      case 'quit':
        return false;
    }
    return true;
  }

  /** Resolves when no move is owed any more. Rejects with what the network failed with. */
  async finish(): Promise<void> {
    this.tell?.();
    await this.thinking;
  }

  private setOption(words: readonly string[]): void {
    const next = withOption(this.settings, words);
    if (typeof next === 'string') {
      this.options.write(`info string ${next}`);
      return;
    }
    if (next.seed !== this.settings.seed) this.game = 0;
    this.settings = next;
  }

  private go(words: readonly string[]): void {
    if (this.thinking) {
      this.options.write('info string still thinking');
      return;
    }
    const held = words.includes('infinite') || words.includes('ponder');
    const told = held ? new Promise<void>((resolve) => (this.tell = resolve)) : Promise.resolve();
    this.thinking = this.think(told, searchMoves(words)).finally(() => {
      this.thinking = undefined;
      this.tell = undefined;
    });
    this.thinking.catch(() => undefined); // `finish` gives the reason to the caller
  }

  private async think(told: Promise<void>, among: readonly string[]): Promise<void> {
    const { write, model, now = performance.now.bind(performance) } = this.options;
    const { asked, settings, game } = this;
    if (typeof asked === 'string' || !asked.position.hasDests()) {
      await told;
      return write('bestmove (none)');
    }
    const random = randomFromHash(sha256Hex(`uci/${settings.seed}/${game}/${asked.text}`));
    const network = await model;
    const since = now();
    const chosen = await chooseMoveFor(network, asked.position, settings, random, asked.history, among);
    write(infoLine(chosen, Math.max(0, Math.round(now() - since)), settings.showWdl));
    await told;
    write(`bestmove ${chosen.move}`);
  }
}

/** The moves that follow `searchmoves`, up to the next word that is none. */
function searchMoves(words: readonly string[]): string[] {
  const at = words.indexOf('searchmoves');
  if (at < 0) return [];
  const end = words.findIndex((word, i) => i > at && !/^[a-h][1-8][a-h][1-8][nbrq]?$/.test(word));
  return words.slice(at + 1, end < 0 ? undefined : end);
}

/**
 * What is known of the move: the value head's expectation as centipawns and, if wanted, as win, draw and loss in
 * thousandths.
 */
function infoLine({ move, outcome: { win, draw, loss } }: ChosenMove, milliseconds: number, showWdl: boolean): string {
  const score = win + draw / 2;
  const exact = Math.log(score / (1 - score)) / PER_CENTIPAWN;
  const centipawns = Math.round(Math.min(MOST_CENTIPAWNS, Math.max(-MOST_CENTIPAWNS, exact)));
  const [w, l] = [Math.round(1000 * win), Math.round(1000 * loss)];
  return `info depth 1 seldepth 1 nodes 1 time ${milliseconds} score cp ${centipawns}${showWdl ? ` wdl ${w} ${1000 - w - l} ${l}` : ''} pv ${move}`;
}

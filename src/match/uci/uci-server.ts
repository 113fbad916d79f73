/**
 * A network as a UCI engine (UciEngine is the client). It does not search: whatever limits `go` gives, it evaluates the
 * position once and chooses a move as in a rated game. One node is within every limit of nodes, depth or time.
 *
 *   idle      accepts options, positions and commands
 *   thinking  from `go` to `bestmove`; a second `go` is refused with an info line
 *   waiting   the move is chosen, but after `go infinite` or `go ponder` it is sent with `stop` or `ponderhit` only
 *   ended     after `quit` or the end of the input; the move of an earlier `go` is still sent
 */
import { WIN_CURVE_SLOPE } from '../../chess/board/index.js';
import type { Decoding } from '../../spec/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { type ChosenMove, chooseNetworkMove, type PolicyModel } from '../player/index.js';
import { optionLines, type UciSettings, withOption } from './uci-options.js';
import { readUciPosition, type UciPosition } from './uci-position.js';

/** Settings of a UciServer. */
export interface UciServerOptions {
  /** Name of the engine; one line. */
  readonly name: string;
  /** Sends a line, given without its line end. */
  readonly write: (line: string) => void;
  /** The network, possibly still loading: `uci` is answered at once, `isready` after loading. */
  readonly model: Promise<PolicyModel>;
  readonly decoding: Decoding;
  readonly seed: number;
  /** Clock in ms, for tests. */
  readonly now?: () => number;
}

/** Centipawns reported for an expected score of 1; for 0 the negative value. */
const MAX_CENTIPAWNS = 2_500;

/** The engine's side of the UCI protocol. */
export class UciServer {
  private settings: UciSettings;
  private currentPosition: UciPosition | string = readUciPosition(['startpos']);
  /** Games started since the seed was set: equal positions of two games get different random numbers. */
  private game = 0;
  private thinking: Promise<void> | undefined;
  private releaseMove: (() => void) | undefined;

  constructor(private readonly options: UciServerOptions) {
    this.settings = { ...options.decoding, seed: options.seed, showWdl: false };
  }

  /** Handles one line of input; returns false after `quit`. Ignores unknown commands, as the protocol requires. */
  handleLine(line: string): boolean {
    const [command, ...words] = line.trim().split(/\s+/);
    const { write, model } = this.options;
    switch (command) {
      case 'uci':
        for (const reply of [
          `id name ${this.options.name}`,
          'id author the Sentimate project',
          ...optionLines(this.settings),
          'uciok',
        ])
          write(reply);
        break;
      case 'isready':
        // the caller, which owns the promise, reports its failure
        void model.then(() => write('readyok')).catch(() => undefined);
        break;
      case 'setoption':
        this.setOption(words);
        break;
      case 'ucinewgame':
        this.game++;
        break;
      case 'position':
        this.currentPosition = readUciPosition(words);
        if (typeof this.currentPosition === 'string') write(`info string ${this.currentPosition}`);
        break;
      case 'go':
        this.go(words);
        break;
      case 'stop':
      case 'ponderhit':
        this.releaseMove?.();
        break;
      case 'quit':
        return false;
    }
    return true;
  }

  /** Sends the move of a pending `go`, then resolves. Rejects with the error of the network. */
  async finish(): Promise<void> {
    this.releaseMove?.();
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
    const isHeld = words.includes('infinite') || words.includes('ponder');
    const released = isHeld ? new Promise<void>((resolve) => (this.releaseMove = resolve)) : Promise.resolve();
    this.thinking = this.think(released, searchMoves(words)).finally(() => {
      this.thinking = undefined;
      this.releaseMove = undefined;
    });
    this.thinking.catch(() => undefined); // `finish` rejects with the reason
  }

  private async think(released: Promise<void>, allowed: readonly string[]): Promise<void> {
    const { write, model, now = performance.now.bind(performance) } = this.options;
    const { currentPosition: current, settings, game } = this;
    if (typeof current === 'string' || !current.position.hasDests()) {
      await released;
      return write('bestmove (none)');
    }
    const random = randomFromHash(sha256Hex(`uci/${settings.seed}/${game}/${current.text}`));
    const network = await model;
    const since = now();
    const { position, history } = current;
    const chosen = await chooseNetworkMove(network, { position, history, decoding: settings, random, allowed });
    write(infoLine(chosen, Math.max(0, Math.round(now() - since)), settings.showWdl));
    await released;
    write(`bestmove ${chosen.move}`);
  }
}

/** The UCI moves that follow the word `searchmoves`. */
function searchMoves(words: readonly string[]): string[] {
  const at = words.indexOf('searchmoves');
  if (at < 0) return [];
  const end = words.findIndex((word, i) => i > at && !/^[a-h][1-8][a-h][1-8][nbrq]?$/.test(word));
  return words.slice(at + 1, end < 0 ? undefined : end);
}

/**
 * The info line of a move: the value head's expected score in centipawns and, with `showWdl`, its win, draw and loss
 * probabilities in thousandths.
 */
function infoLine({ move, outcome: { win, draw, loss } }: ChosenMove, milliseconds: number, showWdl: boolean): string {
  const score = win + draw / 2;
  const exact = Math.log(score / (1 - score)) / WIN_CURVE_SLOPE;
  const centipawns = Math.round(Math.min(MAX_CENTIPAWNS, Math.max(-MAX_CENTIPAWNS, exact)));
  const [w, l] = [Math.round(1000 * win), Math.round(1000 * loss)];
  const wdl = showWdl ? ` wdl ${w} ${1000 - w - l} ${l}` : '';
  return `info depth 1 seldepth 1 nodes 1 time ${milliseconds} score cp ${centipawns}${wdl} pv ${move}`;
}

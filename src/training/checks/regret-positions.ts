/**
 * Positions that ship with the project, with an engine's values of all legal moves (docs/regret.md): what a move costs,
 * known before any game.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import {
  expectedPoints,
  GAME_PHASES,
  type GamePhase,
  legalIndices,
  moveFromUci,
  moveToIndex,
  phaseOfPosition,
} from '../../chess/board/index.js';
import { projectRoot } from '../../files/index.js';
import { sha256Hex } from '../../spec/keys/index.js';
import { REGRET_GROUPS } from '../../vocabulary/index.js';
import type { SelfPlayPosition } from './self-play.js';

/** A position with what each of its moves loses. */
interface RegretPosition extends SelfPlayPosition {
  readonly phase: GamePhase;
  /** By legal move: expected points of the best move minus this one's, 0 to 1; at least one is 0. */
  readonly losses: readonly number[];
}

/** A set of positions. */
export interface RegretPositions {
  /** SHA-256 of the set's text: networks are compared on equal sets only. */
  readonly hash: string;
  readonly positions: readonly RegretPosition[];
}

const MAX_CENTIPAWNS = 1000;

/**
 * Parses lines `fen,moves` below that header, with every legal move as `uci:centipawns` for the side to move. Throws
 * RangeError with the number of the faulty line, and for fewer than 32 positions or a phase without any.
 *
 * @internal
 */
export function parseRegretPositions(text: string): RegretPositions {
  const [head, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  if (head !== 'fen,moves') throw new RangeError('line 1: the header must be fen,moves');
  const positions = lines.map((line, i) => {
    const [fen = '', moves = ''] = line.split(',');
    return parsePosition(fen, moves, i + 2);
  });
  if (positions.length < REGRET_GROUPS) throw new RangeError(`a set needs at least ${REGRET_GROUPS} positions`);
  const missing = GAME_PHASES.find((phase) => positions.every((position) => position.phase !== phase));
  if (missing !== undefined) throw new RangeError(`no position is of the phase ${missing}`);
  return { hash: sha256Hex(text), positions };
}

function parsePosition(fen: string, moves: string, line: number): RegretPosition {
  const fail = (what: string): never => {
    throw new RangeError(`line ${line}: ${what}`);
  };
  const position = parseFen(fen)
    .chain((setup) => Chess.fromSetup(setup))
    .unwrap(
      (value) => value,
      () => fail('not a legal position'),
    );
  const values = new Map<number, number>();
  for (const entry of moves.split(' ')) {
    const [uci = '', centipawns = ''] = entry.split(':');
    const move = moveFromUci(position, uci) ?? fail(`${uci} is not a legal move`);
    const index = moveToIndex(position, move);
    if (values.has(index)) fail(`${uci} has two values`);
    if (!/^-?\d+$/.test(centipawns) || Math.abs(Number(centipawns)) > MAX_CENTIPAWNS)
      fail(`the value of ${uci} is not a whole number from -${MAX_CENTIPAWNS} to ${MAX_CENTIPAWNS}`);
    values.set(index, expectedPoints(Number(centipawns)));
  }
  const legal = legalIndices(position);
  if (values.size !== legal.length) fail(`${values.size} of ${legal.length} legal moves have a value`);
  const best = Math.max(...values.values());
  return {
    position,
    legal,
    phase: phaseOfPosition(position),
    losses: legal.map((index) => best - values.get(index)!),
  };
}

let shipped: Promise<RegretPositions | null> | undefined;

/** Loads `data/positions/regret.csv.gz` once a process; null where the file does not exist. */
export function loadRegretPositions(): Promise<RegretPositions | null> {
  return (shipped ??= readShipped());
}

async function readShipped(): Promise<RegretPositions | null> {
  const packed = await readFile(join(projectRoot(), 'data', 'positions', 'regret.csv.gz')).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  return packed && parseRegretPositions((await promisify(gunzip)(packed)).toString('utf8'));
}

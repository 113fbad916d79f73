#!/usr/bin/env node
/**
 * A UCI engine for tests. Its first argument says how it behaves (good without one):
 *   good      plays the lowest legal move in UCI spelling (it reads the position with chessops)
 *   late      the same, each time after 100 ms
 *   deaf      never says uciok
 *   stuck     never moves, and does not quit either
 *   dies      ends with code 3 when it is asked for a move
 *   broken    answers an illegal move
 *   none      says that it has no move
 *   flood     writes a line without end
 */
import { createInterface } from 'node:readline';
import { Chess, makeUci, parseUci } from 'chessops';

const kind = process.argv[2] ?? 'good';
const say = (line) => process.stdout.write(`${line}\r\n`);
const position = { board: Chess.default() };
const log = [];

function lowest() {
  const moves = [];
  for (const [from, dests] of position.board.allDests()) {
    for (const to of dests) {
      const promotes = position.board.board.pawn.has(from) && (to < 8 || to > 55);
      moves.push(makeUci({ from, to, ...(promotes ? { promotion: 'queen' } : {}) }));
    }
  }
  const king = { white: 'e1', black: 'e8' }[position.board.turn]; // castling: not as king takes rook
  return moves.filter((uci) => !/^e([18])[ah]\1$/.test(uci) || !uci.startsWith(king)).sort()[0];
}

function go(words) {
  log.push(words);
  if (kind === 'stuck') return;
  if (kind === 'dies') process.exit(3);
  const move = { broken: 'e2e5', none: '(none)' }[kind] ?? lowest();
  const answer = () => say(`bestmove ${move} ponder e7e5`);
  say('info string thinking about bestmove e1e1');
  say('info depth 1 score cp 0');
  if (kind === 'late') setTimeout(answer, 100);
  else answer();
}

if (kind === 'stuck') setInterval(() => undefined, 1000); // outlives its input
createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, ...words] = line.trim().split(' ');
  log.push(line);
  if (command === 'uci') {
    if (kind === 'deaf') return;
    if (kind === 'flood') return void process.stdout.write('x'.repeat(200_000));
    say('Fake 1.0 by nobody');
    say('id name Fake 1.0');
    say('option name Threads type spin default 1 min 1 max 4');
    say('option name UCI_LimitStrength type check default false');
    say('option name UCI_Elo type spin default 1400 min 1200 max 2000');
    say('option name Debug Log File type string default ');
    say('option name Style type combo default Solid var Solid var Risky');
    say('uciok');
  } else if (command === 'isready') say('readyok');
  else if (command === 'position') {
    position.board = Chess.default();
    for (const uci of words.slice(2)) position.board.play(castled(parseUci(uci)));
  } else if (command === 'go') go(line);
  else if (command === 'quit' && kind !== 'stuck') process.exit(0);
  else if (command === 'history') say(`bestmove ${Buffer.from(JSON.stringify(log)).toString('base64')}`);
});

/** chessops plays castling as king takes rook. */
function castled(move) {
  const { board } = position.board;
  if (!board.king.has(move.from) || Math.abs(move.from - move.to) !== 2) return move;
  return { from: move.from, to: move.to > move.from ? move.to + 1 : move.to - 2 };
}

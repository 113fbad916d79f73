/** Reader of the `dialogpt` format. */
import { type RawTurn, type RecordReader, WRONG_SHAPE } from '../conversation/index.js';

/**
 * Reads a line of DialoGPT's `train.tsv`: `0.0 turn EOS 1.0 turn <tab> 1.0 reply`. Every turn may begin with its loss
 * weight. The default is 1 for the last turn and 0 for the others, as DialoGPT's `prepare4db.sh` writes them.
 */
export const dialogptReader =
  (source: string): RecordReader =>
  (line) => {
    if (typeof line !== 'string') return WRONG_SHAPE;
    const columns = line.split('\t');
    if (columns.length !== 2) return WRONG_SHAPE;
    const [context, reply] = columns as [string, string];
    const turns: RawTurn[] = context.split(' EOS ').map((turn) => parseTurn(turn, 0));
    turns.push(parseTurn(reply, 1));
    return { source, turns, thread: turns[0]!.text };
  };

function parseTurn(turn: string, defaultWeight: number): RawTurn {
  const match = /^\s*(\d+(?:\.\d+)?)(?:\s+|$)/.exec(turn);
  // Only a number with a decimal point is a weight: "3 cats" is text.
  if (match === null || !match[1]!.includes('.')) return { text: turn, weight: defaultWeight };
  return { text: turn.slice(match[0].length), weight: Math.min(1, Number(match[1])) };
}

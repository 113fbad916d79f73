/** Answers of a checkpoint about one position, of the compute child and of the API alike. */
import { component, flag, num, type ReadonlyStatic, text } from './schema.js';

const Outcome = component('Outcome', 'what the value head expects, as probabilities', {
  win: num('that the side to move wins, 0 to 1'),
  draw: num('that nobody does, 0 to 1'),
  loss: num('that the side to move loses, 0 to 1'),
});

/** Answer of POST /models/{id}/move. */
export const MoveReply = component('MoveReply', 'what a checkpoint plays', {
  move: text('UCI notation'),
  legalShare: num('share of the raw policy that fell on legal moves, before the mask, 0 to 1'),
  guarded: flag('whether the guard changed or decided the move'),
  outcome: Outcome,
});
/** A move, typed. */
export type MoveReply = ReadonlyStatic<typeof MoveReply>;

/** One position of a game, as a checkpoint judges it. */
export const JudgedPly = component('JudgedPly', 'what a checkpoint expects in one position', {
  legalShare: num('share of the raw policy that fell on legal moves, 0 to 1'),
  white: num('probability that White wins, 0 to 1'),
  draw: num('probability that nobody wins, 0 to 1'),
  black: num('probability that Black wins, 0 to 1'),
});
/** A judged position, typed. */
export type JudgedPly = ReadonlyStatic<typeof JudgedPly>;

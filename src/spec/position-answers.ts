/** A network's answers about a position: results of the compute child and parts of HTTP answers. */
import { boolean, component, number, type ReadonlyStatic, text } from './schema.js';

/** Probabilities of the three results, for the side to move. */
const Outcome = component('Outcome', 'what the value head expects, as probabilities', {
  win: number('that the side to move wins, 0 to 1'),
  draw: number('that nobody does, 0 to 1'),
  loss: number('that the side to move loses, 0 to 1'),
});

/** Answer of POST /models/{id}/move. */
export const MoveReply = component('MoveReply', 'what a checkpoint plays', {
  move: text('UCI notation'),
  legalShare: number('share of the raw policy that fell on legal moves, before the mask, 0 to 1'),
  guarded: boolean('whether the guard changed or decided the move'),
  outcome: Outcome,
});
/** The type that the schema `MoveReply` describes. */
export type MoveReply = ReadonlyStatic<typeof MoveReply>;

/** A checkpoint's evaluation of one position of a game. */
export const EvaluatedPly = component('JudgedPly', 'what a checkpoint expects in one position', {
  legalShare: number('share of the raw policy that fell on legal moves, 0 to 1'),
  white: number('probability that White wins, 0 to 1'),
  draw: number('probability that nobody wins, 0 to 1'),
  black: number('probability that Black wins, 0 to 1'),
});
/** The type that the schema `EvaluatedPly` describes. */
export type EvaluatedPly = ReadonlyStatic<typeof EvaluatedPly>;

/** Opponents of fixed strength that a request may name. */
import Type from 'typebox';
import { component, maybe, type ReadonlyStatic, text } from '../index.js';
import { listOf } from './common.js';

/** An opponent of fixed strength. Which program it is stays on the server. */
const AnchorInfo = component('AnchorInfo', 'an opponent of fixed strength', {
  name: text('what `anchors` of a tournament and `anchor` of a match take'),
  elo: maybe(Type.Number(), 'Elo on an outside scale, as the configuration says; null where nobody knows'),
  nodes: maybe(Type.Integer(), 'positions that it searches for a move; null where it is limited otherwise'),
  depth: maybe(Type.Integer(), 'plies that it searches for a move; null where it is limited otherwise'),
});
/** Answer of GET /anchors. */
export const AnchorList = listOf('AnchorList', AnchorInfo);
/** All anchors, typed. */
export type AnchorList = ReadonlyStatic<typeof AnchorList>;

import type { Card as CardAnswer } from '../../spec/api/index.js';

/**
 * Provenance of a checkpoint, stored as `card.json`; the API returns it as it is. It is not part of the hashed content,
 * because it holds times: equal networks have equal addresses whatever their cards say.
 */
export type Card = CardAnswer;

import type { Card as CardAnswer } from '../../spec/api/index.js';

/**
 * What is known of where a checkpoint comes from. Not hashed: it holds times, so equal networks have equal addresses.
 */
export type Card = CardAnswer;

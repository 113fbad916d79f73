/** Commands that rate games: rate, elo. */

export { registerElo } from './elo.js';
export { registerRate } from './rate.js';

/** The batched game loop: hundreds of games, one forward pass per checkpoint and step; replays. */

export { type GauntletOptions, playGauntlet, type RatedScore } from './gauntlet.js';
export { playGames } from './play-games.js';
export { replayRecorded } from './replay-recorded.js';

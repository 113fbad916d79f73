/** Commands to chat with or play against a checkpoint: chat, play, uci. */

export { registerChat } from './chat.js';
export { registerPlay } from './play.js';
export { registerUci } from './uci.js';

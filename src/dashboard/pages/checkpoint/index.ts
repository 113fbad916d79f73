/** Cards of the page of a checkpoint. */

export { ChatCard } from './chat.js';
export { LineageCard } from './lineage.js';
export { PlayCard } from './play.js';

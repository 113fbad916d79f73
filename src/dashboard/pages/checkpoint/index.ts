/** Parts of the page of a checkpoint. */

export { ChatCard } from './chat.js';
export { LineageCard } from './lineage.js';
export { MetadataCard } from './metadata.js';
export { PlayCard } from './play.js';
export { MeasurementTiles } from './tiles.js';

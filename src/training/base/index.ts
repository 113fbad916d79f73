/** Training of a base on both tasks: data, presets, training loop, card. */

export type { BaseProgress } from './base-settings.js';
export { makeBase } from './make-base.js';
export { makeGraft } from './make-graft.js';
export { PRESETS, type PresetName } from './presets.js';

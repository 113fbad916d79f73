/** Ratings of all contestants, and what else is known about how they played: faults, style, side effects. */

export { externalScale } from './external-scale.js';
export { faultTable } from './faults.js';
export { STYLE_VERSION, type StyleTotals, styleOf } from './playing-style.js';
export { type EffectScale, type SideEffects, sideEffectsOf } from './side-effects.js';
export { standings } from './standings.js';
export type { RatedContestant, RatedGame, Standings, StandingsRow } from './standings-types.js';

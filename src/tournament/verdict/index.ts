/** The planned analysis applied to results: start with verdict.ts; matches of given contestants in match-verdict.ts. */

export type { Contrast } from './contrast.js';
export { contrastPath } from './contrast-path.js';
export type { RunRecord } from './deviations.js';
export { type ExtendedTournament, extensionOf } from './extension.js';
export { matchVerdict } from './match-verdict.js';
export { type StopDecision, stopDecision } from './stop-rule.js';
export { verdict } from './verdict.js';
export type { Evidence, Verdict } from './verdict-types.js';

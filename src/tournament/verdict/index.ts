/** The planned analysis applied to results: start with verdict.ts; matches of given contestants in match-verdict.ts. */

export { type AnalysisContext, analysisContextOf } from './analysis-context.js';
export { type BlockPlayers, type PrefixGame, playersByBlock } from './complete-blocks.js';
export type { Contrast } from './contrast.js';
export { contrastPath } from './contrast-path.js';
export { differencesFor, regretFor } from './contrasts.js';
export type { RunRecord } from './deviations.js';
export { type DirectMatch, directDifferences, directMatches } from './direct-matches.js';
export { type ExtendedTournament, extensionOf } from './extension.js';
export { matchVerdict } from './match-verdict.js';
export { secondOpinions } from './second-opinions.js';
export { type StopDecision, stopDecision } from './stop-rule.js';
export { verdict } from './verdict.js';
export type { Evidence, Verdict } from './verdict-types.js';

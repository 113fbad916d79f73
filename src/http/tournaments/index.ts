/** Routes of tournaments, matches, games, reports and studies. */

export { gameRoutes, pgnOf } from './games.js';
export { preregistrationRoutes } from './preregistration.js';
export { recordedRoutes } from './recorded.js';
export { reportRoutes } from './report.js';
export { resultRoutes } from './results.js';
export { studyRoutes } from './studies.js';
export { tournamentRoutes } from './tournaments.js';
export { verdictRoutes } from './verdicts.js';
